import {isAtLeast} from '../../migration/qemu-release.js';
import type {Check} from '../check.js';

/** Mended in QEMU 9.0 by its commit 03bfc2188f0: TCG forgot that a page was written while it was being sent. */
const mendedIn = [9, 0] as const;

export const tcgWrites: Check = {
	id: 'tcg-writes',
	title: 'No write is lost in the copy',
	acceptable: true,
	run({guest, accelerator, isCopiedLive}) {
		if (!isCopiedLive) {
			return {outcome: 'pass', detail: 'The guest stands still while it is copied.'};
		}

		if (accelerator === undefined) {
			return {outcome: 'unknown', detail: 'QEMU did not say whether KVM runs the guest.'};
		}

		if (accelerator === 'kvm') {
			return {outcome: 'pass', detail: 'KVM runs the guest.'};
		}

		return isAtLeast(guest, mendedIn)
			? {outcome: 'pass', detail: 'TCG of QEMU 9.0 or later keeps count of what the guest writes.'}
			: {
					outcome: 'block',
					detail:
						'QEMU below 9.0 without KVM may miss what the guest writes while a page is being sent, and memory arrives damaged.',
					remedy:
						'Move it offline (--offline): the guest stands still for the time of the copy, and nothing can be lost.',
				};
	},
};
