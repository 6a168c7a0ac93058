import type {Guest} from '../../domain/guest.js';
import type {Problem} from '../../domain/problem.js';
import {fail, ok, type Result} from '../../lib/result.js';

/** A process that holds no guest: it waits for one, or the guest went away from it. */
const isEmpty = ({status}: Guest): boolean => status?.runState === 'inmigrate' || status?.runState === 'postmigrate';

/** The guest of a name on a host, with the reason why there is none or more than one. */
export const findGuest = (
	name: string,
	host: string,
	guests: readonly Guest[],
	other: {readonly host: string; readonly guests: readonly Guest[]} | undefined,
): Result<Guest, Problem> => {
	const named = guests.filter(guest => guest.name === name || guest.uuid === name);
	const holding = named.filter(guest => !isEmpty(guest));
	const candidates = holding.length > 0 ? holding : named;
	const [first] = candidates;
	const elsewhere = other?.guests.find(guest => guest.name === name && !isEmpty(guest));
	if (first && candidates.length === 1) {
		return isEmpty(first) && elsewhere && other
			? fail({kind: 'guest-already-moved', name, host, otherHost: other.host})
			: ok(first);
	}

	if (first) {
		return fail({kind: 'guest-not-unique', name, host, pids: candidates.map(({process}) => process.pid)});
	}

	return elsewhere && other
		? fail({kind: 'guest-already-moved', name, host, otherHost: other.host})
		: fail({
				kind: 'guest-not-found',
				name,
				hosts: other ? [host, other.host] : [host],
				known: [...guests, ...(other?.guests ?? [])].map(guest => `${guest.name} on ${guest.host}`),
			});
};
