import type {Check} from '../check.js';

export const files: Check = {
	id: 'files',
	title: 'Disks and firmware at the same path',
	run({files: found, guest, destinationHost}) {
		const missing = found.filter(({exists}) => !exists).map(({path}) => path);
		if (missing.length > 0) {
			return {
				outcome: 'block',
				detail: `${destinationHost} does not have ${missing.join(', ')}.`,
				remedy: `Mount the storage of ${guest.host} on ${destinationHost} at the same path.`,
			};
		}

		const unreadable = found.filter(({isReadable}) => !isReadable).map(({path}) => path);
		return unreadable.length > 0
			? {
					outcome: 'block',
					detail: `${unreadable.join(', ')} cannot be read on ${destinationHost} by the account of the SSH connection.`,
					remedy: 'Connect as a user that may read it.',
				}
			: {outcome: 'pass', detail: found.length === 0 ? 'The guest uses none.' : found.map(({path}) => path).join(', ')};
	},
};
