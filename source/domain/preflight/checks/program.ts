import type {Check} from '../check.js';

export const program: Check = {
	id: 'program',
	title: 'QEMU on the destination',
	run: ({guest, program: found, destinationHost}) =>
		found === undefined
			? {
					outcome: 'block',
					detail: `${destinationHost} has no ${guest.process.commandLine[0] ?? 'QEMU'}.`,
					remedy: `Install the same QEMU on ${destinationHost}, under the same name.`,
				}
			: {outcome: 'pass', detail: `${destinationHost} has ${found}.`},
};
