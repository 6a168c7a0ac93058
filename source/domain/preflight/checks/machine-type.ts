import type {Check} from '../check.js';

export const machineType: Check = {
	id: 'machine-type',
	title: 'Machine type',
	run({machineType: type, machineTypes, destinationHost}) {
		if (type === undefined) {
			return {
				outcome: 'warn',
				detail: 'The versioned machine type could not be read from the guest; an alias may mean another machine there.',
				remedy: 'Use the same QEMU version on both hosts.',
			};
		}

		if (machineTypes === undefined) {
			return {outcome: 'unknown', detail: `${destinationHost} could not be asked for its machine types.`};
		}

		return machineTypes.includes(type)
			? {outcome: 'pass', detail: `${destinationHost} knows ${type}.`}
			: {
					outcome: 'block',
					detail: `The guest's machine is ${type}, which the QEMU of ${destinationHost} does not know.`,
					remedy: `Install a QEMU on ${destinationHost} that offers ${type} (-machine help lists them).`,
				};
	},
};
