import {fail, ok, type Result} from '../../lib/result.js';
import {destinationCommandLine} from '../command-line/destination-command-line.js';
import {findObstacles} from '../command-line/obstacles.js';
import {parseOptions} from '../command-line/option-syntax.js';
import {splitHostAndPort} from '../command-line/socket-address.js';
import {freePort, type TakenEndpoints} from '../command-line/taken-endpoints.js';
import type {Guest} from '../guest.js';
import type {Problem} from '../problem.js';
import {type MigrationPlan, migrationUri} from './plan.js';
import {isAtLeast, isOlderThan} from './qemu-release.js';
import type {MigrationRequest} from './request.js';

/** The article's port; the next free one is taken. libvirt's range (49152 up) lies inside the kernel's ephemeral ports. */
const firstMigrationPort = 4449;

/** What the engine found out on both hosts for a plan. */
export type PlanFacts = {
	readonly id: string;
	readonly guest: Guest;
	/** A process that already waits for this guest on the destination. */
	readonly waiting: Guest | undefined;
	/** The destination's address as the source reaches it. */
	readonly address: string;
	readonly taken: TakenEndpoints;
	readonly machineType: string | undefined;
};

/** `-incoming defer` since QEMU 2.3, on QMP since 2.4; the version is unknown where no monitor said it. */
const canDefer = (guest: Guest): boolean => isAtLeast(guest, [2, 4]);

/** Below 2.4 the stream does not carry whether the guest was paused. */
const needsStoppedStart = (guest: Guest): boolean => guest.status?.running === false && !canDefer(guest);

/** `tcp:0:4449`, `tcp::4449`, `tcp:[::]:4449,ipv4=off`. */
const portOfIncoming = (incoming: string | undefined): number | undefined =>
	incoming?.startsWith('tcp:') ? splitHostAndPort(incoming.slice('tcp:'.length).replace(/,.*$/, ''))?.port : undefined;

const isStartedStopped = (waiting: Guest): boolean =>
	parseOptions(waiting.process.commandLine).some(({name}) => name === 'S');

/** The guest whose stopped destination could not say that it has it; `undefined` where there is none. */
const unprovable = (guest: Guest, waiting: Guest | undefined): Guest | undefined => {
	const stopped = waiting === undefined ? needsStoppedStart(guest) : isStartedStopped(waiting);
	const deciding = waiting ?? guest;
	return stopped && isOlderThan(deciding, [1, 0]) ? deciding : undefined;
};

/** The QMP of 0.12 has no command for speed and downtime; on HMP there is one. */
const cannotBeTuned = (guest: Guest): boolean =>
	guest.contact.state === 'ready' && guest.contact.language === 'qmp' && isOlderThan(guest, [0, 13]);

const warningsOf = (guest: Guest, waiting: Guest | undefined, request: MigrationRequest): readonly string[] => [
	...(waiting !== undefined && needsStoppedStart(guest) && !isStartedStopped(waiting)
		? [`The guest is paused and will run on ${waiting.host}: the process that waits was started without -S.`]
		: []),
	...(cannotBeTuned(guest) &&
	(request.maxBandwidthBytesPerSecond !== undefined || request.downtimeLimitMs !== undefined)
		? ['This QEMU cannot be told speed and downtime over QMP; its own limits stay (32 MiB/s, 30 ms).']
		: []),
	...(guest.process.commandLine.some(word => /^(?:mon:)?stdio$/.test(word))
		? ['A device of the guest is on the terminal it was started from; on the destination it goes nowhere.']
		: []),
];

/** The plan that a person is asked to agree to, or why there is none. */
export const makePlan = (request: MigrationRequest, facts: PlanFacts): Result<MigrationPlan, Problem> => {
	const {guest, waiting} = facts;
	const where = {name: guest.name, host: guest.host};
	if (guest.managedBy !== undefined) {
		return fail({kind: 'managed-by-libvirt', ...where});
	}

	const obstacles = findObstacles(parseOptions(guest.process.commandLine));
	if (obstacles.length > 0 && waiting === undefined) {
		return fail({kind: 'cannot-reproduce', ...where, obstacles});
	}

	if (guest.status === undefined) {
		return fail({kind: 'monitor-missing', ...where, why: 'has not said whether the guest runs'});
	}

	if (guest.status.runState === 'inmigrate' || guest.status.runState === 'postmigrate') {
		return fail({kind: 'guest-not-here', ...where, runState: guest.status.runState});
	}

	if (
		waiting?.incoming !== undefined &&
		waiting.incoming !== 'defer' &&
		portOfIncoming(waiting.incoming) === undefined
	) {
		return fail({kind: 'incoming-not-tcp', name: guest.name, host: waiting.host, incoming: waiting.incoming});
	}

	const silent = unprovable(guest, waiting);
	if (silent !== undefined) {
		return fail({kind: 'arrival-not-provable', name: guest.name, host: silent.host});
	}

	// A guest that is paused already has nothing to be stopped.
	const mode = guest.status.running ? (request.mode ?? 'live') : 'live';
	const port = portOfIncoming(waiting?.incoming) ?? freePort(request.port ?? firstMigrationPort, facts.taken);
	const base = {
		id: facts.id,
		guestName: guest.name,
		source: {host: guest.host, process: identityOf(guest)},
		maxBandwidthBytesPerSecond: request.maxBandwidthBytesPerSecond,
		downtimeLimitMs: request.downtimeLimitMs,
		expectRunning: guest.status.running,
		mode,
		arrivesPaused: mode === 'offline' && canDefer(guest),
		postCopy: mode === 'live' ? (request.postCopy ?? 'off') : 'off',
		release: request.release,
		warnings: warningsOf(guest, waiting, request),
	};
	const to = {host: request.destinationHost, address: facts.address, port};
	if (waiting !== undefined) {
		const incoming = waiting.incoming === 'defer' ? 'defer' : 'listen';
		const launch = {process: identityOf(waiting), incoming, isStartedStopped: isStartedStopped(waiting)} as const;
		return ok({...base, destination: {...to, launch: {kind: 'waiting', ...launch}}});
	}

	const incoming = canDefer(guest) ? 'defer' : 'listen';
	const line = destinationCommandLine(guest.process.commandLine, {
		incoming: incoming === 'defer' ? 'defer' : migrationUri(to),
		machineType: facts.machineType,
		taken: facts.taken,
		startStopped: needsStoppedStart(guest),
	});
	return ok({
		...base,
		destination: {
			...to,
			launch: {kind: 'start', ...line, workingDirectory: guest.process.workingDirectory, incoming},
		},
	});
};

const identityOf = ({process: {pid, startTimeTicks}}: Guest) => ({pid, startTimeTicks});
