import {type PostCopyPolicy, postCopyPolicies} from '../../domain/migration/mode.js';
import {isFinal} from '../../domain/migration/phase.js';
import type {MigrationPlan, ReleasePolicy} from '../../domain/migration/plan.js';
import {type MigrationRequest, usualBandwidthBytesPerSecond} from '../../domain/migration/request.js';
import type {MigrationState} from '../../domain/migration/state.js';
import {acceptableChecks} from '../../domain/preflight/run-checks.js';
import {blocksOf, type Engine} from '../../engine/engine.js';
import {parseSpeed} from '../../lib/units.js';
import {type ExitCode, exitCode, exitCodeOf} from '../exit-code.js';
import type {Flags} from '../flags.js';
import {followHosts} from '../follow-hosts.js';
import {answerOnTerminal, askYes, canAsk} from '../line-questions.js';
import {openEngine} from '../open-engine.js';
import {jsonOutput} from '../output/migration-json.js';
import type {MigrationOutput} from '../output/migration-output.js';
import {textOutput} from '../output/migration-text.js';
import {printProblem} from '../output/print-problem.js';
import {untilState} from '../until-state.js';
import {UsageError} from '../usage-error.js';

const speedOf = (text: string | undefined): number | undefined => {
	if (text === undefined) {
		return usualBandwidthBytesPerSecond;
	}

	const speed = parseSpeed(text);
	if (speed === undefined) {
		throw new UsageError(`--speed ${text} is no rate. For example: --speed 100m, --speed 1g (bytes per second).`);
	}

	return speed === 0 ? undefined : speed;
};

const releaseOf = ({release, keep}: Flags): ReleasePolicy => {
	if (release && keep) {
		throw new UsageError('--release and --keep contradict each other.');
	}

	return release ? 'release' : keep || !canAsk() ? 'keep' : 'ask';
};

const postCopyOf = ({postCopy, offline}: Flags): PostCopyPolicy => {
	if (postCopy === undefined) {
		return 'off';
	}

	const policy = postCopyPolicies.find(known => known === postCopy);
	if (policy === undefined) {
		throw new UsageError(`--post-copy ${postCopy} is none of ${postCopyPolicies.join(', ')}.`);
	}

	if (offline && policy !== 'off') {
		throw new UsageError(
			'--offline and --post-copy contradict each other: an offline guest stands still until it is there.',
		);
	}

	return policy;
};

const acceptOf = ({accept = []}: Flags): readonly string[] => {
	const unknown = accept.filter(name => !acceptableChecks.includes(name));
	if (unknown.length > 0) {
		throw new UsageError(
			`--accept ${unknown.join(', ')}: no such check can be taken on. Those that can: ${acceptableChecks.join(', ')}.`,
		);
	}

	return accept;
};

const requestOf = (words: readonly string[], flags: Flags): MigrationRequest => {
	const [guestName, sourceHost, destinationHost, ...more] = words;
	if (guestName === undefined || sourceHost === undefined || destinationHost === undefined || more.length > 0) {
		throw new UsageError('Which guest, from where to where? For example: vmferry migrate vm01 alpha beta');
	}

	const maxBandwidthBytesPerSecond = speedOf(flags.speed);
	return {
		guestName,
		sourceHost,
		destinationHost,
		release: releaseOf(flags),
		mode: flags.offline ? 'offline' : 'live',
		postCopy: postCopyOf(flags),
		accept: acceptOf(flags),
		...(maxBandwidthBytesPerSecond === undefined ? {} : {maxBandwidthBytesPerSecond}),
		...(flags.downtimeLimit === undefined ? {} : {downtimeLimitMs: flags.downtimeLimit}),
		...(flags.address === undefined ? {} : {address: flags.address}),
		...(flags.port === undefined ? {} : {port: flags.port}),
	};
};

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

const settle = async (
	engine: Engine,
	plan: MigrationPlan,
	flags: Flags,
	output: MigrationOutput,
): Promise<ExitCode> => {
	const migration = engine.begin(plan);
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
			output.notice(`Left. The migration goes on by itself: vmferry ls ${plan.source.host} ${plan.destination.host}`);
			return exitCode.attention;
		}

		const question = `End the empty process of ${plan.guestName} on ${plan.source.host}?`;
		// With --release nobody is asked, also where it was refused: the problem below says why.
		if (settled.phase === 'confirming' && plan.release === 'ask') {
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

export const run = async (words: readonly string[], flags: Flags): Promise<ExitCode> => {
	const request = requestOf(words, flags);
	if (flags.readOnly && !flags.dryRun) {
		return printProblem({kind: 'read-only', wanted: `the move of ${request.guestName}`}, flags.json);
	}

	if (!flags.yes && !flags.dryRun && !canAsk()) {
		throw new UsageError('A migration wants a yes, and nobody can be asked here. Add --yes.');
	}

	const engine = openEngine([request.sourceHost, request.destinationHost], flags);
	answerOnTerminal(engine);
	followHosts(engine, flags.json);
	try {
		await engine.start();
		const proposed = await engine.plan(request);
		if (!proposed.ok) {
			return printProblem(proposed.reason, flags.json);
		}

		const output = flags.json ? jsonOutput() : textOutput();
		output.proposal(proposed.value);
		const blocks = blocksOf(proposed.value);
		if (blocks !== undefined) {
			return printProblem(blocks, flags.json);
		}

		if (flags.dryRun) {
			output.notice('A dry run: nothing was touched.');
			return exitCode.ok;
		}

		if (!flags.yes && !(await askYes('Start?'))) {
			output.notice('Not started; nothing was touched.');
			return exitCode.cancelled;
		}

		return await settle(engine, proposed.value.plan, flags, output);
	} finally {
		await engine.close();
	}
};
