/**
Migrations that are under way on the hosts, whoever began them: this console before it died, another one, or a person at a
monitor. What the two QEMUs say is enough to go on; the plan that vmferry leaves with a destination it starts adds what
only the person who began it knows (that it may be ended, that the guest was stopped for the move).
*/

import {parseOptions} from '../command-line/option-syntax.js';
import {splitHostAndPort} from '../command-line/socket-address.js';
import {type Guest, isProcess} from '../guest.js';
import {type Phase, phaseOfStatus} from './phase.js';
import type {DestinationProcess, MigrationPlan} from './plan.js';
import {isOlderThan} from './qemu-release.js';
import {beginMigration, type MigrationState} from './state.js';

/** A plan as it lies beside a destination that vmferry started. */
export type LeftPlan = {readonly host: string; readonly folder: string; readonly plan: MigrationPlan};

export type FoundFacts = {
	/** Of all hosts, with what their monitors said just now. */
	readonly guests: readonly Guest[];
	readonly plans: readonly LeftPlan[];
	/** An id for one that was begun by hand. */
	readonly newId: () => string;
	readonly atMs: number;
};

/** Below 1.0 QEMU has only one word for every guest that does not run. */
const isEmptySource = (guest: Guest): boolean =>
	guest.migration?.status === 'completed' &&
	(guest.status?.runState === 'postmigrate' || (guest.status?.running === false && isOlderThan(guest, [1, 0])));

/** It waits for a guest, or is being sent one: also its own monitor speaks of a migration then. */
const isReceiving = ({status, migration}: Guest): boolean =>
	status?.runState === 'inmigrate' || (status?.running === true && migration?.status?.startsWith('postcopy') === true);

/** What a pair of processes of one name is doing; `undefined` where that is no migration of one into the other. */
const phaseOf = (source: Guest, destination: Guest, left: LeftPlan | undefined): Phase | undefined => {
	const status = source.migration?.status;
	// A destination of ours that nothing comes to any more. One that was started by hand is its owner's.
	const isLeftWaiting = left !== undefined && destination.status?.runState === 'inmigrate';
	switch (status) {
		case 'completed':
			// Without `postmigrate` it speaks of the one by which the guest came here.
			if (!isEmptySource(source)) {
				return isLeftWaiting ? 'rolling-back' : undefined;
			}

			if (destination.status?.running !== true) {
				return destination.status?.runState === 'postmigrate' ? undefined : 'finishing';
			}

			return left?.plan.release === 'keep' ? undefined : 'confirming';
		case undefined:
		case 'none':
		case 'failed':
		case 'cancelled':
			return isLeftWaiting ? 'rolling-back' : undefined;
		default:
			return phaseOfStatus(status);
	}
};

/** Where the destination listens, as its monitor or its command line says. */
const addressOf = ({
	host: destinationHost,
	incoming,
	migration,
}: Guest): {readonly address: string; readonly port: number} => {
	const uri = migration?.socketAddresses?.[0] ?? incoming;
	const tcp = uri?.startsWith('tcp:') ? splitHostAndPort(uri.slice('tcp:'.length).replace(/,.*$/, '')) : undefined;
	return {address: tcp?.host ?? destinationHost, port: tcp?.port ?? 0};
};

/** The plan that a person would have made who did this by hand. */
const planByHand = (source: Guest, destination: Guest, id: string): MigrationPlan => ({
	id,
	guestName: source.name,
	source: {host: source.host, process: identityOf(source)},
	destination: {
		host: destination.host,
		...addressOf(destination),
		launch: {
			kind: 'waiting',
			process: identityOf(destination),
			incoming: destination.incoming === 'defer' ? 'defer' : 'listen',
			isStartedStopped: parseOptions(destination.process.commandLine).some(({name}) => name === 'S'),
		},
	},
	maxBandwidthBytesPerSecond: undefined,
	downtimeLimitMs: undefined,
	// A source that was stopped by the migration itself says finish-migrate or postmigrate, one that a person stopped says paused.
	expectRunning: source.status?.running === true || source.status?.runState !== 'paused',
	mode: 'live',
	arrivesPaused: false,
	postCopy: 'by-hand',
	release: 'ask',
	warnings: ['It was not begun by this vmferry: nothing was checked before.'],
});

const identityOf = ({process: {pid, startTimeTicks}}: Guest) => ({pid, startTimeTicks});

const adopt = (
	source: Guest,
	destination: Guest,
	left: LeftPlan | undefined,
	phase: Phase,
	{newId, atMs}: FoundFacts,
): MigrationState => {
	const plan = left?.plan ?? planByHand(source, destination, newId());
	const destinationProcess: DestinationProcess = {
		...identityOf(destination),
		...(left === undefined ? {} : {outputFolder: left.folder}),
	};
	const status = source.migration?.status;
	const isSent = phase !== 'rolling-back' || status === 'failed' || status === 'cancelled';
	return {
		...beginMigration(plan, atMs),
		phase,
		phases: [{phase, atMs}],
		destinationProcess,
		isSent,
		isPostCopyAsked: phase === 'post-copy',
		// Whoever began it offline had stopped it; that it runs is seen before anything is continued.
		isSourceStoppedByUs: plan.mode === 'offline',
	};
};

/**
Every migration that is found, as the state from which it can be watched, tuned, cancelled and finished. Pairs are made by
name; a name that is there twice on one host is left to the person.
*/
export const findMigrations = (facts: FoundFacts): readonly MigrationState[] => {
	const {guests, plans} = facts;
	return guests.flatMap(source => {
		const others = guests.filter(({name, host}) => name === source.name && host !== source.host);
		const namesakes = guests.filter(({name, host}) => name === source.name && host === source.host);
		const [destination] = others;
		if (others.length !== 1 || namesakes.length !== 1 || destination?.incoming === undefined || isReceiving(source)) {
			return [];
		}

		const left = plans.find(
			({host, plan}) =>
				host === destination.host &&
				plan.guestName === source.name &&
				plan.source.host === source.host &&
				isProcess(source, plan.source.process),
		);
		const phase = phaseOf(source, destination, left);
		return phase === undefined ? [] : [adopt(source, destination, left, phase, facts)];
	});
};

/** The vmferry that prepared it may still be there and about to start it: only a person knows, so a person is asked. */
export const needsYes = ({phase, isSent}: MigrationState): boolean => phase === 'rolling-back' && !isSent;

/** What a guest's own QEMU says of a copy that it sends, as a sign that there may be something to be found. */
export const isSending = (guest: Guest): boolean =>
	!isReceiving(guest) &&
	guest.status !== undefined &&
	['pre-copy', 'post-copy', 'switchover'].includes(phaseOfStatus(guest.migration?.status) ?? '');
