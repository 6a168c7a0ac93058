import {releaseLeftover} from '../../engine/migration/release-leftover.js';
import {type ExitCode, exitCode} from '../exit-code.js';
import type {Flags} from '../flags.js';
import {followHosts} from '../follow-hosts.js';
import {answerOnTerminal, askYes, canAsk} from '../line-questions.js';
import {openEngine} from '../open-engine.js';
import {printProblem} from '../output/print-problem.js';
import {UsageError} from '../usage-error.js';

export const run = async (words: readonly string[], flags: Flags): Promise<ExitCode> => {
	const [guestName, source, destination, ...more] = words;
	if (guestName === undefined || source === undefined || destination === undefined || more.length > 0) {
		throw new UsageError('Which guest, left where, running where? For example: vmferry release vm01 alpha beta');
	}

	if (flags.readOnly) {
		return printProblem({kind: 'read-only', wanted: `the end of the process of ${guestName} on ${source}`}, flags.json);
	}

	const question = `End the empty process of ${guestName} on ${source}?`;
	if (!flags.yes && !canAsk()) {
		throw new UsageError('Ending a process wants a yes, and nobody can be asked here. Add --yes.');
	}

	const engine = openEngine([source, destination], flags);
	answerOnTerminal(engine);
	followHosts(engine, false);
	try {
		await engine.start();
		if (!flags.yes && !(await askYes(question))) {
			return exitCode.cancelled;
		}

		const problem = await releaseLeftover(engine, {guestName, source, destination});
		if (problem !== undefined) {
			return printProblem(problem, flags.json);
		}

		console.log(
			flags.json
				? JSON.stringify({event: 'released', guest: guestName, host: source})
				: `Released: the empty process of ${guestName} on ${source} has ended; the guest is on ${destination}.`,
		);
		return exitCode.ok;
	} finally {
		await engine.close();
	}
};
