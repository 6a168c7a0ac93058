import type {Phase} from './phase.js';
import type {Sample} from './sample.js';

/** The bar stops here until the destination has proved that it runs the guest. */
const highestBeforeEnd = 0.99;

/**
How full the bar is, 0 to 1. It shows the part of memory that is not waiting to be sent, at its best so far.

`transferred/total` would pass 100 %, since pages are sent again; `1 - remaining/total` alone jumps back at each pass. The
best so far never runs back, and only the end of the migration fills the bar.
*/
export const barFraction = (samples: readonly Sample[], phase: Phase): number => {
	if (phase === 'completed' || phase === 'confirming') {
		return 1;
	}

	return Math.min(highestBeforeEnd, samples.at(-1)?.bestFraction ?? 0);
};
