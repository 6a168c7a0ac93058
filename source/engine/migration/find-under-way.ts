import type {Guest} from '../../domain/guest.js';
import {findMigrations} from '../../domain/migration/find-migrations.js';
import type {MigrationState} from '../../domain/migration/state.js';
import {queryMigrate, queryStatus} from '../../protocol/operations/index.js';
import {timedOut} from '../clock.js';
import type {HostLoop} from '../hosts/host-loop.js';
import {askWithin} from '../monitors/ask.js';
import {leftPlansOf} from './left-plans.js';
import type {PlanningContext} from './plan-migration.js';

/** QEMU answers in milliseconds; a guest that hangs holds up no other. */
const answerTimeoutMs = 3000;

const askOnce = async (guest: Guest, {pool, clock}: PlanningContext): Promise<Guest | undefined> => {
	try {
		const session = await pool.get(guest);
		const migration = await askWithin(clock, answerTimeoutMs, session, queryMigrate, undefined);
		// The status is asked last, so that it is never older than the migration's.
		const status = await askWithin(clock, answerTimeoutMs, session, queryStatus, undefined);
		const {version, language} = session;
		return {
			...guest,
			contact: {state: 'ready', language, version},
			migration: migration !== timedOut && migration.ok ? migration.value : undefined,
			status: status !== timedOut && status.ok ? status.value : undefined,
		};
	} catch {
		return undefined;
	}
};

/** A monitor serves one client, and the host takes a moment to notice that a vmferry which was killed is gone. */
const triesOfMonitor = 6;
const tryAgainAfterMs = 500;

const askGuest = async (guest: Guest, context: PlanningContext): Promise<Guest> => {
	for (let tries = 0; tries < triesOfMonitor; tries++) {
		const asked = await askOnce(guest, context);
		if (asked !== undefined) {
			return asked;
		}

		await context.clock.delay(tryAgainAfterMs);
	}

	// Without a word of its own it is part of no migration that could be taken on.
	return {...guest, migration: undefined, status: undefined};
};

/** Asks all hosts what is under way between them. A host that does not answer adds nothing. Changes nothing anywhere. */
export const findUnderWay = async (
	hosts: readonly HostLoop[],
	context: PlanningContext,
): Promise<readonly MigrationState[]> => {
	const read = await Promise.allSettled(
		hosts.map(async host => {
			const [guests, plans] = await Promise.all([host.refresh(), leftPlansOf(host)]);
			return {guests, plans};
		}),
	);
	const answered = read.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []));
	const all = answered.flatMap(({guests}) => guests);
	// Only a name that is on two hosts can be a migration, so only those are asked.
	const isPaired = ({name, host}: Guest): boolean => all.some(other => other.name === name && other.host !== host);
	return findMigrations({
		guests: await Promise.all(all.filter(isPaired).map(guest => askGuest(guest, context))),
		plans: answered.flatMap(({plans}) => plans),
		newId: context.newId,
		atMs: context.clock.now(),
	});
};
