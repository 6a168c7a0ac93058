import type {Guest, GuestKey} from '../../domain/guest.js';
import {queryMigrate, queryStatus} from '../../protocol/operations/index.js';
import type {Store} from '../../store/store.js';
import type {Clock} from '../clock.js';
import {ask} from '../monitors/ask.js';
import type {SessionPool} from '../monitors/session-pool.js';

/** A monitor that was busy or failed is tried again after this; each try takes a place in QEMU's queue of clients. */
const retryAfterMs = 10_000;

/** Asks the monitors of listed guests how they are. A guest is never asked twice at once, so a silent one holds up nobody. */
export const createGuestPoller = (
	store: Store,
	pool: SessionPool,
	clock: Clock,
): ((guests: readonly Guest[]) => void) => {
	const underWay = new Set<GuestKey>();
	const notBefore = new Map<GuestKey, number>();

	const poll = async (guest: Guest): Promise<void> => {
		try {
			const session = await pool.get(guest);
			const migration = await ask(session, queryMigrate, undefined, 'poller');
			// The status is asked last, so that it is never older than the migration's.
			const status = await ask(session, queryStatus, undefined, 'poller');
			const change = {
				...(migration.ok ? {migration: migration.value} : {}),
				...(status.ok ? {status: status.value} : {}),
			};
			store.dispatch({kind: 'guest-changed', host: guest.host, key: guest.key, change});
		} catch {
			// The guest's contact in the store says why.
			notBefore.set(guest.key, clock.now() + retryAfterMs);
		}
	};

	return guests => {
		for (const guest of guests) {
			if (underWay.has(guest.key) || clock.now() < (notBefore.get(guest.key) ?? 0)) {
				continue;
			}

			underWay.add(guest.key);
			void poll(guest).finally(() => {
				underWay.delete(guest.key);
			});
		}
	};
};
