import {isFinal} from '../domain/migration/phase.js';
import type {MigrationState} from '../domain/migration/state.js';
import type {Engine} from '../engine/engine.js';
import type {MigrationRun} from '../engine/migration/runner.js';
import {type ExitCode, exitCode, exitCodeOf} from './exit-code.js';
import type {Flags} from './flags.js';
import {askYes, canAsk} from './line-questions.js';
import type {MigrationOutput} from './output/migration-output.js';
import {printProblem} from './output/print-problem.js';
import {untilState} from './until-state.js';

/**
The first ctrl-c cancels, as far as it still can be; a second one, SIGTERM and SIGHUP only leave: the migration is QEMU's and
goes on.
*/
const listenToSignals = (cancel: () => void, leave: () => void): (() => void) => {
	let isAsked = false;
	const onInterrupt = (): void => {
		if (isAsked) {
			leave();
		}

		isAsked = true;
		cancel();
	};

	process.on('SIGINT', onInterrupt);
	process.on('SIGTERM', leave);
	process.on('SIGHUP', leave);
	return () => {
		process.off('SIGINT', onInterrupt);
		process.off('SIGTERM', leave);
		process.off('SIGHUP', leave);
	};
};

const exitCodeOfEnd = ({phase, problem}: MigrationState): ExitCode => {
	if (phase === 'completed' || phase === 'confirming') {
		return problem === undefined ? exitCode.ok : exitCodeOf(problem);
	}

	return phase === 'cancelled' ? exitCode.cancelled : problem === undefined ? exitCode.failed : exitCodeOf(problem);
};

/** Tells of a migration until its end, asks what is to become of the source's empty process, and says how it ended. */
export const settleMigration = async (
	engine: Engine,
	migration: MigrationRun,
	flags: Flags,
	output: MigrationOutput,
): Promise<ExitCode> => {
	const {plan} = migration.state;
	let leave: () => void = () => {};
	const left = new Promise<'left'>(resolve => {
		leave = () => resolve('left');
	});
	const stopTelling = engine.store.subscribe(() => {
		const {migration: state, nowMs} = engine.store.getState();
		if (state !== undefined && !isFinal(state.phase)) {
			output.progress(state, Math.max(nowMs, state.samples.at(-1)?.atMs ?? nowMs));
		}
	});
	const stopListening = listenToSignals(() => {
		output.notice('Cancelling. Once more ctrl-c only leaves; the migration would then go on by itself.');
		migration.send({kind: 'cancel-asked'});
	}, leave);
	try {
		const settled = await Promise.race([migration.settled, left]);
		if (settled === 'left') {
			output.notice(
				`Left. The migration goes on by itself: vmferry watch ${plan.source.host} ${plan.destination.host}`,
			);
			return exitCode.attention;
		}

		const question = `End the empty process of ${plan.guestName} on ${plan.source.host}?`;
		// With --release nobody is asked, also where it was refused: the problem below says why.
		if (settled.phase === 'confirming' && plan.release === 'ask' && canAsk()) {
			output.progress(settled, Date.now());
			migration.send({kind: (await askYes(question)) ? 'release-asked' : 'kept'});
			// The release was done or refused.
			await untilState(
				engine.store,
				({migration: now}) => now === undefined || isFinal(now.phase) || now.problem !== undefined,
			);
		}

		const end = migration.state;
		output.result(end);
		if (end.problem !== undefined) {
			printProblem(end.problem, flags.json);
		}

		return exitCodeOfEnd(end);
	} finally {
		stopListening();
		stopTelling();
	}
};
