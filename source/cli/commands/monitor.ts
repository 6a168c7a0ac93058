import {formatMonitorTarget} from '../../domain/command-line/monitors.js';
import type {Guest} from '../../domain/guest.js';
import {hostProblem} from '../../domain/host-problem.js';
import type {Problem} from '../../domain/problem.js';
import type {Engine} from '../../engine/engine.js';
import {findGuest} from '../../engine/migration/find-guest.js';
import type {MonitorSession} from '../../engine/monitors/monitor-session.js';
import {effectOfTypedLine, sendTypedLine} from '../../engine/monitors/send-typed-line.js';
import {monitorFor, NoMonitorError} from '../../engine/monitors/session-pool.js';
import {sanitize} from '../../lib/sanitize.js';
import type {MonitorLanguage} from '../../protocol/facts.js';
import {guestsOf} from '../../store/shown-monitor.js';
import {type ExitCode, exitCode} from '../exit-code.js';
import type {Flags} from '../flags.js';
import {answerOnTerminal, askYes, canAsk} from '../line-questions.js';
import {openEngine} from '../open-engine.js';
import {printProblem} from '../output/print-problem.js';
import {settleGuests} from '../settle-guests.js';
import {UsageError} from '../usage-error.js';

const parseTarget = (word: string | undefined): {readonly guestName: string; readonly host: string} => {
	// A host may hold an @ of its own (user@host), a guest's name hardly does.
	const match = /^(?<guestName>[^@]+)@(?<host>.+)$/s.exec(word ?? '');
	const {guestName, host} = match?.groups ?? {};
	if (guestName === undefined || host === undefined) {
		throw new UsageError("Which guest on which host? For example: vmferry monitor vm01@alpha 'info status'");
	}

	return {guestName, host};
};

/** HMP where the guest has it and no language was asked for: it is what a person types. */
const languageOf = ({hmp, qmp}: Flags, guest: Guest): MonitorLanguage | undefined => {
	if (hmp && qmp) {
		throw new UsageError('--hmp and --qmp contradict each other.');
	}

	if (hmp || qmp) {
		return hmp ? 'hmp' : 'qmp';
	}

	const hasHmp = guest.monitors.some(({language, device}) => language === 'hmp' && device.kind === 'listening');
	return hasHmp ? 'hmp' : undefined;
};

const noMonitor = (guest: Guest, error: NoMonitorError): Problem => {
	const where = {name: guest.name, host: guest.host};
	switch (error.contact.state) {
		case 'busy':
			return {kind: 'monitor-busy', ...where, monitor: formatMonitorTarget(monitorFor(guest))};
		case 'none':
			return {kind: 'monitor-missing', ...where, why: error.contact.why};
		default:
			return {kind: 'monitor-lost', ...where, raw: error.message};
	}
};

async function* linesOfInput(): AsyncGenerator<string> {
	const {createInterface} = await import('node:readline');
	for await (const line of createInterface({input: process.stdin})) {
		if (line.trim() !== '') {
			yield line;
		}
	}
}

async function* linesOfWords(words: readonly string[]): AsyncGenerator<string> {
	yield words.join(' ');
}

/** Ending a guest wants a yes of its own. */
const mayBeSent = async (line: string, guest: Guest, language: MonitorLanguage, isYes: boolean): Promise<boolean> => {
	if (isYes || effectOfTypedLine(language, line) !== 'fatal') {
		return true;
	}

	if (!canAsk()) {
		throw new UsageError(`"${line}" ends or resets ${guest.name}, and nobody can be asked here. Add --yes.`);
	}

	return askYes(`"${line}" ends or resets ${guest.name} on ${guest.host}. Send it?`);
};

const sendLine = async (session: MonitorSession, line: string, flags: Flags): Promise<boolean> => {
	const reply = await sendTypedLine(session, line);
	if (flags.json) {
		const value = session.language === 'qmp' && reply.ok ? {value: reply.value} : {};
		console.log(JSON.stringify({event: 'reply', command: line, ok: reply.ok, text: reply.text, ...value}));
	} else if (reply.text !== '') {
		const text = sanitize(reply.text.trimEnd(), {keepNewlines: true, maxLength: 10_000_000});
		(reply.ok ? console.log : console.error)(text);
	}

	return reply.ok;
};

const talk = async (engine: Engine, guest: Guest, words: readonly string[], flags: Flags): Promise<ExitCode> => {
	const session = await engine.pool.get(guest, languageOf(flags, guest));
	const lines = words.length > 0 ? linesOfWords(words) : linesOfInput();
	let isGood = true;
	for await (const line of lines) {
		if (await mayBeSent(line, guest, session.language, flags.yes)) {
			isGood = (await sendLine(session, line, flags)) && isGood;
		} else {
			isGood = false;
		}
	}

	return isGood ? exitCode.ok : exitCode.failed;
};

export const run = async ([target, ...words]: readonly string[], flags: Flags): Promise<ExitCode> => {
	const {guestName, host} = parseTarget(target);
	const engine = openEngine([host], flags);
	answerOnTerminal(engine);
	try {
		await engine.start();
		const [state] = engine.store.getState().hosts;
		if (state && state.heardAtMs === undefined) {
			return printProblem(hostProblem(state, state.probeProblem), flags.json);
		}

		await settleGuests(engine);
		const found = findGuest(guestName, host, guestsOf(engine.store.getState()), undefined);
		if (!found.ok) {
			return printProblem(found.reason, flags.json);
		}

		return await talk(engine, found.value, words, flags).catch((error: unknown) => {
			if (error instanceof NoMonitorError) {
				return printProblem(noMonitor(found.value, error), flags.json);
			}

			throw error;
		});
	} finally {
		await engine.close();
	}
};
