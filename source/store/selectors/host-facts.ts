import type {Guest} from '../../domain/guest.js';
import type {Host} from '../../domain/host.js';
import {formatBytes} from '../../lib/units.js';
import type {HostLoadFacts} from '../../protocol/facts.js';

/** A fact in two lengths. */
export type HostFact = {readonly long: string; readonly short: string};

const versionOf = ({contact}: Guest): HostFact | undefined => {
	if (contact.state !== 'ready' || contact.version === undefined) {
		return undefined;
	}

	const {major, minor, micro} = contact.version;
	return {long: `${major}.${minor}.${micro}`, short: `${major}.${minor}`};
};

const versions = (guests: readonly Guest[]): readonly HostFact[] => {
	const found = guests.flatMap(guest => versionOf(guest) ?? []);
	const list = (length: keyof HostFact) => `QEMU ${[...new Set(found.map(version => version[length]))].join(', ')}`;
	return found.length === 0 ? [] : [{long: list('long'), short: list('short')}];
};

/** `8.1/31 GiB`; the unit once where it is the same. */
const memory = ({memoryTotalBytes, memoryAvailableBytes}: HostLoadFacts): HostFact => {
	const [used, total] = [formatBytes(memoryTotalBytes - memoryAvailableBytes), formatBytes(memoryTotalBytes)];
	const [usedNumber, usedUnit] = used.split(' ');
	const long = usedUnit === total.split(' ')[1] ? `${usedNumber}/${total}` : `${used}/${total}`;
	return {long: `mem ${long}`, short: long.replaceAll(/ (.)(?:iB)?/g, '$1')};
};

const same = (text: string): HostFact => ({long: text, short: text});

/** What is known of a host, the most important first. */
export const hostFacts = ({guests, load, heardAtMs}: Host): readonly HostFact[] => [
	...versions(guests),
	...(load === undefined ? [] : [same(`load ${load.loadAverage1.toFixed(1)}`), memory(load)]),
	...(heardAtMs === undefined ? [] : [same(`${guests.length} ${guests.length === 1 ? 'VM' : 'VMs'}`)]),
];
