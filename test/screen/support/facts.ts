import {defineGuest, type Guest, guestKey} from '../../../source/domain/guest.js';
import type {MigrationPlan} from '../../../source/domain/migration/plan.js';
import type {MigrationRequest} from '../../../source/domain/migration/request.js';
import type {Sample} from '../../../source/domain/migration/sample.js';
import {beginMigration, type MigrationState} from '../../../source/domain/migration/state.js';
import type {FactAction} from '../../../source/store/action.js';

export const mebibyte = 1024 ** 2;
export const gibibyte = 1024 ** 3;
/** 2026-11-23 14:02:11 UTC. */
export const startMs = Date.UTC(2026, 10, 23, 14, 2, 11);

type GuestOptions = {
	readonly pid: number;
	readonly arguments?: readonly string[];
	readonly runState?: string | undefined;
	readonly cpuPercent?: number;
	readonly contact?: Guest['contact'];
	readonly migration?: Guest['migration'];
};

export const bothMonitors = [
	'-monitor',
	'telnet:127.0.0.1:4444,server,nowait',
	'-qmp',
	'unix:/run/vm01.qmp,server,nowait',
] as const;

export const guestOf = (host: string, name: string, options: GuestOptions): Guest => {
	const {pid, runState = 'running', contact} = options;
	const commandLine = ['qemu-system-x86_64', '-name', name, '-m', '512', ...(options.arguments ?? bothMonitors)];
	const process = {
		pid,
		startTimeTicks: 1000 + pid,
		commandLine,
		processState: 'S',
		cpuTicks: 10,
		residentBytes: 300 * mebibyte,
	};
	return {
		...defineGuest(process),
		key: guestKey(host, process),
		host,
		process,
		cpuPercent: options.cpuPercent,
		cpuReading: {ticks: 10, uptimeSeconds: 100},
		contact: contact ?? {state: 'ready', language: 'qmp', version: {major: 10, minor: 0, micro: 2, text: '10.0.2'}},
		status: runState === '' ? undefined : {running: runState === 'running', runState},
		migration: options.migration,
	};
};

export const hostReady = (name: string, nowMs = startMs): FactAction => ({
	kind: 'host-changed',
	name,
	change: {
		contact: {state: 'ready', roundTripMs: 3},
		load: {
			loadAverage1: 0.4,
			uptimeSeconds: 86_400,
			memoryTotalBytes: 31 * gibibyte,
			memoryAvailableBytes: 31 * gibibyte - 8.1 * gibibyte,
		},
		heardAtMs: nowMs,
	},
});

export const vm01 = guestOf('alpha', 'vm01', {pid: 4242, cpuPercent: 7});
export const vm02 = guestOf('alpha', 'vm02', {
	pid: 4300,
	cpuPercent: 81.4,
	arguments: ['-smp', '4', '-m', '8G', '-qmp', 'unix:/run/vm02.qmp,server,nowait'],
});
export const db1 = guestOf('alpha', 'db1', {
	pid: 4400,
	runState: 'paused',
	arguments: ['-smp', '2', '-m', '4G', '-monitor', 'telnet:127.0.0.1:4446,server,nowait'],
});
export const waitingVm01 = guestOf('beta', 'vm01', {
	pid: 900,
	runState: 'inmigrate',
	arguments: [...bothMonitors, '-incoming', 'tcp:0:4449'],
});

export const twoHosts = (): readonly FactAction[] => [
	hostReady('alpha'),
	hostReady('beta'),
	{kind: 'guests-listed', host: 'alpha', guests: [db1, vm01, vm02]},
	{kind: 'guests-listed', host: 'beta', guests: []},
];

export const planOfVm01: MigrationPlan = {
	id: 'plan-1',
	guestName: 'vm01',
	source: {host: 'alpha', process: {pid: 4242, startTimeTicks: 5242}},
	destination: {
		host: 'beta',
		address: '192.168.12.46',
		port: 4449,
		launch: {
			kind: 'start',
			commandLine: ['qemu-system-x86_64', '-name', 'vm01', '-m', '512', '-incoming', 'defer'],
			workingDirectory: '/root',
			changes: [],
			incoming: 'defer',
		},
	},
	maxBandwidthBytesPerSecond: 128 * mebibyte,
	downtimeLimitMs: undefined,
	expectRunning: true,
	mode: 'live',
	arrivesPaused: false,
	postCopy: 'off',
	release: 'ask',
	warnings: [],
};

/** A copy in its second pass; readings every 250 ms. */
export const samplesOf = (count: number, change: Partial<Sample> = {}): readonly Sample[] =>
	Array.from({length: count}, (_, index) => ({
		atMs: startMs + 250 * index,
		status: 'active',
		passNumber: index < count / 2 ? 1 : 2,
		remainingBytes: 528 * mebibyte * (1 - (index + 1) / (count + 8)),
		transferredBytes: 28 * mebibyte * (index + 1),
		totalBytes: 528 * mebibyte,
		bestFraction: (index + 1) / (count + 8),
		linkBytesPerSecond: index === 0 ? undefined : (100 + 12 * Math.sin(index / 3)) * mebibyte,
		dirtyBytesPerSecond: index < count / 2 ? undefined : (9 + 3 * Math.sin(index)) * mebibyte,
		expectedDowntimeMs: index < count / 2 ? undefined : 81,
		cpuThrottlePercent: undefined,
		...change,
	}));

export const copying = (change: Partial<MigrationState> = {}): MigrationState => ({
	...beginMigration(planOfVm01, startMs - 7000),
	phase: 'pre-copy',
	phases: [
		{phase: 'checking', atMs: startMs - 7000},
		{phase: 'preparing', atMs: startMs - 6500},
		{phase: 'starting', atMs: startMs - 5500},
		{phase: 'pre-copy', atMs: startMs - 5000},
	],
	source: {
		contact: 'ok',
		process: 'alive',
		status: {running: true, runState: 'running'},
		migration: {status: 'active'},
		heardAtMs: startMs,
		errorOutput: undefined,
		isEndedByUs: false,
		tellsRunStates: true,
	},
	destination: {
		contact: 'ok',
		process: 'alive',
		status: {running: false, runState: 'inmigrate'},
		migration: undefined,
		heardAtMs: startMs,
		errorOutput: undefined,
		isEndedByUs: false,
		tellsRunStates: true,
	},
	destinationProcess: {pid: 900, startTimeTicks: 1900},
	samples: samplesOf(20),
	movedAtMs: startMs,
	isSent: true,
	...change,
});

/** The guest arrived; the source's empty process waits for a word. */
export const arrived = (change: Partial<MigrationState> = {}): MigrationState => {
	const state = copying();
	return {
		...state,
		phase: 'confirming',
		phases: [
			...state.phases,
			{phase: 'switchover', atMs: startMs - 1000},
			{phase: 'finishing', atMs: startMs - 900},
			{phase: 'confirming', atMs: startMs - 500},
		],
		source: {
			...state.source,
			status: {running: false, runState: 'postmigrate'},
			migration: {status: 'completed', totalTimeMs: 4312, downtimeMs: 81},
		},
		destination: {...state.destination, status: {running: true, runState: 'running'}},
		...change,
	};
};

/** What both hosts say after the guest has arrived: the facts that go with `arrived`. */
export const hostsAfterArrival = (): readonly FactAction[] => [
	{
		kind: 'guest-changed',
		host: 'alpha',
		key: vm01.key,
		change: {status: {running: false, runState: 'postmigrate'}},
	},
	{kind: 'guests-listed', host: 'beta', guests: [{...waitingVm01, status: {running: true, runState: 'running'}}]},
];

/** The connection to the destination was refused. */
export const refused = (): MigrationState => {
	const state = copying({samples: []});
	return {
		...state,
		phase: 'failed',
		phases: [...state.phases, {phase: 'rolling-back', atMs: startMs - 400}, {phase: 'failed', atMs: startMs - 200}],
		destination: {...state.destination, process: 'gone', status: undefined},
		problem: {
			kind: 'connect-failed',
			name: 'vm01',
			source: 'alpha',
			destination: 'beta',
			address: '192.168.12.46:4449',
			raw: "Failed to connect to '192.168.12.46:4449': Connection refused",
		},
	};
};

/** What was asked for `planOfVm01`. */
export const requestOfVm01: MigrationRequest = {
	guestName: 'vm01',
	sourceHost: 'alpha',
	destinationHost: 'beta',
	release: 'ask',
};
