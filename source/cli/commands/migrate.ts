import {type PostCopyPolicy, postCopyPolicies} from '../../domain/migration/mode.js';
import type {ReleasePolicy} from '../../domain/migration/plan.js';
import {type MigrationRequest, usualBandwidthBytesPerSecond} from '../../domain/migration/request.js';
import {acceptableChecks} from '../../domain/preflight/run-checks.js';
import {blocksOf} from '../../engine/engine.js';
import {parseSpeed} from '../../lib/units.js';
import {type ExitCode, exitCode} from '../exit-code.js';
import type {Flags} from '../flags.js';
import {followHosts} from '../follow-hosts.js';
import {answerOnTerminal, askYes, canAsk} from '../line-questions.js';
import {openEngine} from '../open-engine.js';
import {jsonOutput} from '../output/migration-json.js';
import {textOutput} from '../output/migration-text.js';
import {printProblem} from '../output/print-problem.js';
import {settleMigration} from '../settle-migration.js';
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

		return await settleMigration(engine, engine.begin(proposed.value.plan), flags, output);
	} finally {
		await engine.close();
	}
};
