import {isProcess} from '../guest.js';
import type {Host} from '../host.js';
import {isFinal} from './phase.js';
import type {ProcessIdentity} from './plan.js';
import type {MigrationState, SideView} from './state.js';

const presentSide = (
	side: SideView,
	host: Host | undefined,
	process: ProcessIdentity | undefined,
	sinceMs: number,
): SideView => {
	if (host === undefined || process === undefined || host.heardAtMs === undefined || host.heardAtMs <= sinceMs) {
		return side;
	}

	if (host.contact.state !== 'ready') {
		return {...side, contact: 'lost'};
	}

	const guest = host.guests.find(candidate => isProcess(candidate, process));
	return guest === undefined
		? {...side, contact: 'ok', process: 'gone'}
		: {...side, contact: 'ok', process: 'alive', status: guest.status ?? side.status};
};

/**
The migration with both sides as their hosts show them now. Once the guest has arrived the migration itself looks no more, and
what it saw last must not be shown as the present: the destination may die a minute later.
*/
export const presentMigration = (migration: MigrationState, hosts: readonly Host[]): MigrationState => {
	const {plan, phase, phases, source, destination, destinationProcess} = migration;
	if (phase !== 'confirming' && !isFinal(phase)) {
		return migration;
	}

	const sinceMs = phases.at(-1)?.atMs ?? 0;
	const hostOf = (name: string): Host | undefined => hosts.find(host => host.name === name);
	return {
		...migration,
		source: presentSide(source, hostOf(plan.source.host), plan.source.process, sinceMs),
		destination: presentSide(destination, hostOf(plan.destination.host), destinationProcess, sinceMs),
	};
};
