import {runStateOf} from '../../guest.js';
import type {Check} from '../check.js';

export const sameGuest: Check = {
	id: 'same-guest',
	title: 'No other copy',
	run({guest, destinationGuests, destinationHost, waiting}) {
		const other = destinationGuests.find(
			candidate =>
				(candidate.name === guest.name || (guest.uuid !== undefined && candidate.uuid === guest.uuid)) &&
				candidate.key !== waiting?.key,
		);
		return other === undefined
			? {outcome: 'pass', detail: `${destinationHost} holds no process of ${guest.name}.`}
			: {
					outcome: 'block',
					detail: `${destinationHost} already holds a process of ${guest.name}: pid ${other.process.pid}, ${runStateOf(other)}.`,
					remedy:
						runStateOf(other) === 'postmigrate'
							? `It is empty, left from an earlier migration: vmferry release ${guest.name} ${destinationHost} ${guest.host}`
							: `Find out which of the two is the real one before anything else.`,
				};
	},
};
