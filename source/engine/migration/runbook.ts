import type {PostCopyPolicy} from '../../domain/migration/mode.js';
import {type MigrationPlan, migrationUri} from '../../domain/migration/plan.js';
import {planCapabilities} from '../../domain/migration/plan-capabilities.js';
import type {RunbookStep} from '../../domain/migration/runbook.js';
import {quoteCommandLine} from '../../lib/shell-quote.js';
import type {CapabilityFacts} from '../../protocol/facts.js';
import {
	cont,
	type Dialect,
	migrate,
	migrateIncoming,
	type Operation,
	quit,
	setCapabilities,
	setDowntimeLimit,
	setMaxBandwidth,
	startPostCopy,
	stop,
} from '../../protocol/operations/index.js';

/** What the runbook needs besides the plan: how both monitors are spoken to. */
export type RunbookFacts = {
	readonly source: Dialect;
	/** The destination's monitor, or the source's where the destination is started with the same command line. */
	readonly destination: Dialect;
	/** The source's capabilities now; the destination starts with QEMU's defaults. */
	readonly capabilities: CapabilityFacts;
};

const whenPostCopy: Readonly<Record<Exclude<PostCopyPolicy, 'off'>, string>> = {
	'by-hand': 'only when you say so: the guest goes on at the destination at once, and cannot go back',
	needed: 'only if the copy will not end by itself: the guest goes on at the destination at once, and cannot go back',
	'first-pass': 'after the first pass: the guest goes on at the destination at once, and cannot go back',
};

const allOff = (capabilities: CapabilityFacts): CapabilityFacts =>
	Object.fromEntries(Object.keys(capabilities).map(name => [name, false]));

/** A daemon runs in `/`, where a relative path means nothing. */
const intoFolder = (folder: string | undefined): string =>
	folder === undefined || folder === '/' ? '' : `cd ${quoteCommandLine([folder])} && `;

/** Every command for both hosts in order, as a person could type them, with the checks between. The engine sends the same. */
export const makeRunbook = (plan: MigrationPlan, facts: RunbookFacts): readonly RunbookStep[] => {
	const {source, destination} = plan;
	const {launch} = destination;
	const type = <Argument>(
		host: string,
		dialect: Dialect,
		operation: Operation<Argument, undefined>,
		argument: Argument,
		why: string,
	): readonly RunbookStep[] =>
		(operation.encode(dialect, argument) ?? []).map(command => ({host, via: 'monitor', command, why}));
	const capabilities = planCapabilities(facts.capabilities, allOff(facts.capabilities), plan.postCopy);
	const uri = migrationUri(destination);

	const started: readonly RunbookStep[] =
		launch.kind === 'start'
			? [
					{
						host: destination.host,
						via: 'shell',
						command: `${intoFolder(launch.workingDirectory)}setsid ${quoteCommandLine(launch.commandLine)} </dev/null &`,
						why: 'starts the process that waits for the guest',
					},
				]
			: [
					{
						host: destination.host,
						via: 'monitor',
						command: undefined,
						why: `process ${launch.process.pid} already waits for the guest`,
					},
				];

	return [
		...started,
		...type(
			source.host,
			facts.source,
			setCapabilities,
			capabilities.source,
			'the destination answers back; what is not wanted is off',
		),
		...type(
			destination.host,
			facts.destination,
			setCapabilities,
			capabilities.destination,
			'the same on the other side',
		),
		...(plan.maxBandwidthBytesPerSecond === undefined
			? []
			: type(
					source.host,
					facts.source,
					setMaxBandwidth,
					{bytesPerSecond: plan.maxBandwidthBytesPerSecond},
					'the speed limit',
				)),
		...(plan.downtimeLimitMs === undefined
			? []
			: type(
					source.host,
					facts.source,
					setDowntimeLimit,
					{downtimeLimitMs: plan.downtimeLimitMs},
					'the longest pause',
				)),
		...(launch.incoming === 'defer'
			? type(destination.host, facts.destination, migrateIncoming, {uri}, 'listens, on this address only')
			: []),
		...(plan.mode === 'offline'
			? type(source.host, facts.source, stop, undefined, 'the guest stands still from here on')
			: []),
		...type(
			source.host,
			facts.source,
			migrate,
			{uri},
			plan.mode === 'offline' ? 'copies the guest' : 'copies the guest while it runs',
		),
		...(plan.postCopy === 'off'
			? []
			: type(source.host, facts.source, startPostCopy, undefined, whenPostCopy[plan.postCopy])),
		...(plan.arrivesPaused
			? type(
					destination.host,
					facts.destination,
					cont,
					undefined,
					`once ${destination.host} answers paused and ${source.host} completed`,
				)
			: []),
		{
			host: destination.host,
			via: 'monitor',
			command: undefined,
			why: `the guest has moved when ${destination.host} answers ${plan.expectRunning ? 'running' : 'paused'}; that ${source.host} says completed proves nothing`,
		},
		...(plan.release === 'keep'
			? []
			: type(
					source.host,
					facts.source,
					quit,
					undefined,
					'ends the empty process, only after that and another look at both',
				)),
	];
};
