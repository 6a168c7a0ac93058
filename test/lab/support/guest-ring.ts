// What the boot sector leaves in memory: a counter at the start of each page of its working set, which it goes round in.
import {ticksPerSecond} from '../../../source/lab/guest/boot-sector.js';
import {pagesIn} from '../../../source/lab/guest/command-line.js';

const pageBytes = 4096;

/**
Reads the counters of the working set.

@param memory The guest's memory from its second MiB on, where the working set begins.
@returns How often the guest wrote in all; whether the counters are what going round leaves (equal, or one more up to the page
that was written last), which a single lost or repeated page breaks; and how often it writes per tick.
*/
export const ringOf = (
	memory: Uint8Array,
	{dirtyMiBPerSecond, workingSetMiB}: {readonly dirtyMiBPerSecond: number; readonly workingSetMiB: number},
) => {
	const view = new DataView(memory.buffer, memory.byteOffset, memory.byteLength);
	const counters = Array.from({length: pagesIn(workingSetMiB)}, (_, page) => view.getUint32(page * pageBytes, true));
	const first = counters[0] ?? 0;
	const isEven = counters.every(
		(count, page) => (count === first || count === first - 1) && count <= (counters[page - 1] ?? first),
	);
	return {
		writes: counters.reduce((sum, count) => sum + count, 0),
		isEven,
		writesPerTick: Math.round(pagesIn(dirtyMiBPerSecond) / ticksPerSecond),
	};
};
