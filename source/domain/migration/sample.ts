import type {MigrationFacts, RamFacts} from '../../protocol/facts.js';

/** One reading of the copy. Values that the QEMU did not give are absent. */
export type Sample = {
	readonly atMs: number;
	readonly status: string | undefined;
	readonly passNumber: number | undefined;
	readonly remainingBytes: number | undefined;
	readonly transferredBytes: number | undefined;
	readonly totalBytes: number | undefined;
	/** The largest part of memory that was not waiting to be sent, 0 to 1, over this and all readings before. */
	readonly bestFraction: number;
	/** Measured by us between two readings. */
	readonly linkBytesPerSecond: number | undefined;
	/** QEMU's own count, known from its second look at the dirty bitmap on. */
	readonly dirtyBytesPerSecond: number | undefined;
	readonly expectedDowntimeMs: number | undefined;
	readonly cpuThrottlePercent: number | undefined;
};

/** Enough for the sparklines and the verdict; older ones are dropped. */
const samplesKept = 240;

/** Target pages are 4 KiB where QEMU does not say (before 2.10; x86). */
const defaultPageSizeBytes = 4096;

/** Shorter gaps make the difference of two counters mostly noise. */
const shortestGapMs = 40;

const linkRate = (
	previous: Sample | undefined,
	transferredBytes: number | undefined,
	atMs: number,
): number | undefined => {
	if (previous?.transferredBytes === undefined || transferredBytes === undefined) {
		return undefined;
	}

	const gapMs = atMs - previous.atMs;
	return gapMs < shortestGapMs
		? previous.linkBytesPerSecond
		: (Math.max(0, transferredBytes - previous.transferredBytes) * 1000) / gapMs;
};

const bestFraction = (previous: Sample | undefined, {remainingBytes, totalBytes}: RamFacts): number => {
	const before = previous?.bestFraction ?? 0;
	return remainingBytes === undefined || totalBytes === undefined || totalBytes <= 0
		? before
		: Math.max(before, (totalBytes - remainingBytes) / totalBytes);
};

/** Reads a sample from what `query-migrate` or `info migrate` said on the source. */
export const takeSample = (previous: Sample | undefined, facts: MigrationFacts, atMs: number): Sample => {
	const {ram} = facts;
	const passNumber = ram?.dirtySyncCount;
	return {
		atMs,
		status: facts.status,
		passNumber,
		remainingBytes: ram?.remainingBytes,
		transferredBytes: ram?.transferredBytes,
		totalBytes: ram?.totalBytes,
		bestFraction: bestFraction(previous, ram ?? {}),
		linkBytesPerSecond: linkRate(previous, ram?.transferredBytes, atMs),
		// 0 before the second look means "not measured yet", not "writes nothing".
		dirtyBytesPerSecond:
			ram?.dirtyPagesPerSecond === undefined || (ram.dirtyPagesPerSecond === 0 && (passNumber ?? 0) < 3)
				? undefined
				: ram.dirtyPagesPerSecond * (ram.pageSizeBytes ?? defaultPageSizeBytes),
		// In the first pass QEMU only echoes the limit.
		expectedDowntimeMs: passNumber !== undefined && passNumber < 2 ? undefined : facts.expectedDowntimeMs,
		cpuThrottlePercent: facts.cpuThrottlePercent,
	};
};

export const addSample = (samples: readonly Sample[], sample: Sample): readonly Sample[] => [
	...samples.slice(-(samplesKept - 1)),
	sample,
];
