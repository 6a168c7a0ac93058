import {formatMonitorTarget} from '../../domain/command-line/monitors.js';
import type {Guest} from '../../domain/guest.js';
import {hostProblem} from '../../domain/host-problem.js';
import type {Problem} from '../../domain/problem.js';
import type {Engine} from '../../engine/engine.js';
import {findGuest} from '../../engine/migration/find-guest.js';
import {MonitorLostError} from '../../engine/monitors/monitor-session.js';
import {monitorFor, NoMonitorError} from '../../engine/monitors/session-pool.js';
import type {MonitorLanguage} from '../../protocol/facts.js';
import {guestsOf} from '../../store/shown-monitor.js';
import {type ExitCode, exitCode} from '../exit-code.js';
import type {Flags} from '../flags.js';
import {followHosts} from '../follow-hosts.js';
import {answerOnTerminal} from '../line-questions.js';
import {type LineSource, noLines, pipeSource, terminalSource, wordsSource} from '../monitor/line-source.js';
import {monitorJson, monitorText} from '../monitor/monitor-output.js';
import {sendLines} from '../monitor/send-lines.js';
import {untilEnded} from '../monitor/until-ended.js';
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
const languageOf = ({hmp, qmp, events}: Flags, guest: Guest): MonitorLanguage | undefined => {
	if (hmp && qmp) {
		throw new UsageError('--hmp and --qmp contradict each other.');
	}

	if (hmp && events) {
		throw new UsageError('HMP has no events; --events needs QMP.');
	}

	if (hmp || qmp) {
		return hmp ? 'hmp' : 'qmp';
	}

	// Only QMP has events.
	if (events) {
		return 'qmp';
	}

	const hasHmp = guest.monitors.some(({language, device}) => language === 'hmp' && device.kind === 'listening');
	return hasHmp ? 'hmp' : undefined;
};

const noMonitor = (guest: Guest, error: NoMonitorError): Problem => {
	const where = {name: guest.name, host: guest.host};
	switch (error.contact.state) {
		case 'busy':
			return {
				kind: 'monitor-busy',
				...where,
				monitor: formatMonitorTarget(monitorFor(guest)),
				...(error.contact.holder === undefined ? {} : {holder: error.contact.holder}),
			};
		case 'none':
			return {kind: 'monitor-missing', ...where, why: error.contact.why};
		default:
			return {kind: 'monitor-lost', ...where, raw: error.message};
	}
};

const sourceOf = (words: readonly string[], {events}: Flags, guest: Guest, language: MonitorLanguage): LineSource => {
	if (words.length > 0) {
		return wordsSource(words);
	}

	if (!process.stdin.isTTY) {
		return pipeSource();
	}

	// Events would be drawn into the line that is being typed.
	return events ? noLines : terminalSource(`(${guest.name}@${guest.host} ${language}) `);
};

const talk = async (engine: Engine, guest: Guest, words: readonly string[], flags: Flags): Promise<ExitCode> => {
	const session = await engine.pool.get(guest, languageOf(flags, guest));
	const output = flags.json ? monitorJson : monitorText;
	const ended = flags.events ? untilEnded(session) : undefined;
	const stop = flags.events ? session.onEvent(event => output.event(event)) : () => {};
	const source = sourceOf(words, flags, guest, session.language);
	try {
		// Whoever watches may leave while lines are still being read.
		const isGood = await Promise.race(
			[sendLines({session, guest, flags, source, output}), ended?.then(() => true)].filter(
				outcome => outcome !== undefined,
			),
		);
		const end = await ended;
		if (end !== undefined && end !== 'left' && end !== 'shutdown') {
			return printProblem({kind: 'monitor-lost', name: guest.name, host: guest.host, raw: end.message}, flags.json);
		}

		return isGood ? exitCode.ok : exitCode.failed;
	} catch (error) {
		// QEMU may leave without an answer to quit.
		if (error instanceof MonitorLostError) {
			return printProblem({kind: 'monitor-lost', name: guest.name, host: guest.host, raw: error.message}, flags.json);
		}

		throw error;
	} finally {
		stop();
		source.close();
	}
};

export const run = async ([target, ...words]: readonly string[], flags: Flags): Promise<ExitCode> => {
	const {guestName, host} = parseTarget(target);
	const engine = openEngine([host], flags);
	answerOnTerminal(engine);
	followHosts(engine, false);
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
