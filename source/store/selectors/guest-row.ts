import {formatMonitorTarget, reachableMonitors} from '../../domain/command-line/monitors.js';
import {splitHostAndPort} from '../../domain/command-line/socket-address.js';
import {type Guest, guestKey, runStateOf} from '../../domain/guest.js';
import {isFinal} from '../../domain/migration/phase.js';
import type {MigrationState} from '../../domain/migration/state.js';
import {sanitize} from '../../lib/sanitize.js';
import {formatBytes} from '../../lib/units.js';
import type {Tone} from './line.js';

export type GuestRow = {
	readonly key: string;
	readonly name: string;
	readonly state: string;
	readonly stateTone: Tone;
	readonly vcpus: string;
	readonly memory: string;
	readonly cpu: string;
	/** What it is doing besides, `⇢ beta`; goes before vCPUs, memory and CPU where there is no room for both. */
	readonly note: string | undefined;
	readonly monitors: string;
	readonly isSelected: boolean;
	/** Its host does not answer: what is shown was heard earlier. */
	readonly isStale: boolean;
};

/** `telnet 127.0.0.1:4444 · /run/vm01.qmp`, empty where none can be attached to. */
export const monitorWords = ({monitors}: Pick<Guest, 'monitors'>): string =>
	reachableMonitors(monitors)
		.map(monitor => sanitize(formatMonitorTarget(monitor)))
		.join(' · ');

const waitingNote = ({incoming, migration}: Guest): string => {
	// A deferred one listens only after it was told where.
	const address = incoming === 'defer' ? migration?.socketAddresses?.[0] : incoming;
	const tcp = address?.startsWith('tcp:') ? splitHostAndPort(address.slice('tcp:'.length)) : undefined;
	return tcp === undefined ? 'waits' : `waits on :${tcp.port}`;
};

const noteOf = (guest: Guest, migration: MigrationState | undefined): string | undefined => {
	if (migration !== undefined && !isFinal(migration.phase) && migration.phase !== 'confirming') {
		const {source, destination} = migration.plan;
		if (guest.key === guestKey(source.host, source.process)) {
			return `⇢ ${sanitize(destination.host)}`;
		}
	}

	switch (guest.status?.runState) {
		case 'inmigrate':
			return waitingNote(guest);
		case 'postmigrate':
			return 'empty: moved';
		case undefined:
			return guest.incoming === undefined ? undefined : waitingNote(guest);
		default:
			return undefined;
	}
};

const stateTone = (guest: Guest): Tone => {
	if (guest.status === undefined) {
		return 'dim';
	}

	if (guest.status.running) {
		return 'good';
	}

	return guest.status.runState === 'inmigrate' || guest.status.runState === 'postmigrate' ? 'dim' : 'warn';
};

export const guestRow = (
	guest: Guest,
	context: {
		readonly isSelected: boolean;
		readonly isStale: boolean;
		readonly migration: MigrationState | undefined;
	},
): GuestRow => ({
	key: guest.key,
	name: sanitize(guest.name),
	state: sanitize(runStateOf(guest)),
	stateTone: stateTone(guest),
	vcpus: String(guest.vcpuCount),
	memory: formatBytes(guest.memoryBytes),
	cpu: guest.cpuPercent === undefined ? '-' : `${Math.round(guest.cpuPercent)}%`,
	note: noteOf(guest, context.migration),
	monitors: monitorWords(guest),
	isSelected: context.isSelected,
	isStale: context.isStale,
});
