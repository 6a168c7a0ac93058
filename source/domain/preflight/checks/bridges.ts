import {findBridges} from '../../command-line/files.js';
import {parseOptions} from '../../command-line/option-syntax.js';
import type {Check} from '../check.js';

export const bridges: Check = {
	id: 'bridges',
	title: 'Bridges',
	run({guest, destination, destinationHost}) {
		const there = new Set(destination.networkInterfaces.filter(({isBridge}) => isBridge).map(({name}) => name));
		const needed = findBridges(parseOptions(guest.process.commandLine));
		const missing = needed.filter(name => !there.has(name));
		return missing.length > 0
			? {
					outcome: 'block',
					detail: `${destinationHost} has no bridge ${missing.join(', ')}.`,
					remedy: `Make the bridge on ${destinationHost}, on the same network.`,
				}
			: {outcome: 'pass', detail: needed.length === 0 ? 'The guest uses none by name.' : needed.join(', ')};
	},
};
