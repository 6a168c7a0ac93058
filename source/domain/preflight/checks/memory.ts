import {formatBytes} from '../../../lib/units.js';
import type {Check} from '../check.js';

export const memory: Check = {
	id: 'memory',
	title: 'Memory',
	// Ballooning, zero pages and swap may make room; the person may know better than a sum.
	acceptable: true,
	run({guest, destinationLoad, destinationHost, waiting}) {
		const free = destinationLoad.memoryAvailableBytes;
		const detail = `${formatBytes(free)} free on ${destinationHost}, the guest has ${formatBytes(guest.memoryBytes)}.`;
		return free < guest.memoryBytes && waiting === undefined
			? {outcome: 'block', detail, remedy: `Free memory on ${destinationHost} first.`}
			: {outcome: 'pass', detail};
	},
};
