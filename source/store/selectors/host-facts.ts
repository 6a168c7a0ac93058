import {reachableMonitors} from '../../domain/command-line/monitors.js';
import type {Guest} from '../../domain/guest.js';
import type {Host} from '../../domain/host.js';
import {formatBytes} from '../../lib/units.js';

const versionOf = ({contact}: Guest): string | undefined =>
	contact.state === 'ready' && contact.version !== undefined
		? `${contact.version.major}.${contact.version.minor}.${contact.version.micro}`
		: undefined;

/** `8.1/31 GiB`; the unit once where it is the same. */
const ofTotal = (part: number, total: number): string => {
	const [partText, totalText] = [formatBytes(part), formatBytes(total)];
	const [partUnit, totalUnit] = [partText.split(' ')[1], totalText.split(' ')[1]];
	return partUnit === totalUnit ? `${partText.split(' ')[0]}/${totalText}` : `${partText}/${totalText}`;
};

const versions = (guests: readonly Guest[]): readonly string[] => {
	const found = [...new Set(guests.flatMap(guest => versionOf(guest) ?? []))];
	return found.length === 0 ? [] : [`QEMU ${found.join(', ')}`];
};

/** What is known of a host, the most important first: the view leaves off the end. */
export const hostFacts = ({guests, load, heardAtMs}: Host): readonly string[] => [
	...versions(guests.filter(({monitors}) => reachableMonitors(monitors).length > 0)),
	...(load === undefined
		? []
		: [
				`load ${load.loadAverage1.toFixed(1)}`,
				`mem ${ofTotal(load.memoryTotalBytes - load.memoryAvailableBytes, load.memoryTotalBytes)}`,
			]),
	...(heardAtMs === undefined ? [] : [`${guests.length} ${guests.length === 1 ? 'VM' : 'VMs'}`]),
];
