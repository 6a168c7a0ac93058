import {formatBytesPerSecond, formatDurationMs} from '../../lib/units.js';
import type {Sample} from './sample.js';

/** Whether the copy will end, with the reason in numbers. Nothing is claimed that was not measured. */
export type Verdict = {
	readonly outlook: 'too-early' | 'will-finish' | 'will-not-finish' | 'stalled';
	readonly sentence: string;
	/** Time left; only with `will-finish`. */
	readonly remainingMs: number | undefined;
};

export type VerdictInput = {
	readonly samples: readonly Sample[];
	/** When `transferred` last grew. */
	readonly movedAtMs: number | undefined;
	readonly nowMs: number;
	/** QEMU stops the guest when what is left fits into this. */
	readonly downtimeLimitMs: number;
};

/** QEMU's default since 2.x. */
export const defaultDowntimeLimitMs = 300;

/** QEMU never notices a peer that only stands still, so our clock does. */
const stalledAfterMs = 5000;

/** How many readings the link's rate is averaged over. */
const smoothedSamples = 10;

const mean = (values: readonly number[]): number | undefined =>
	values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;

/** Average rate of the link over the latest readings. */
export const smoothedLinkRate = (samples: readonly Sample[]): number | undefined =>
	mean(samples.slice(-smoothedSamples).flatMap(({linkBytesPerSecond}) => linkBytesPerSecond ?? []));

/**
How fast the rest gets smaller within the current pass, in bytes of guest memory a second. Faster than the link where pages are
zero and need no sending; `undefined` until the pass has two readings some time apart.
*/
export const drainRate = (samples: readonly Sample[]): number | undefined => {
	const last = samples.at(-1);
	const first = samples.find(({passNumber}) => passNumber === last?.passNumber);
	if (
		last?.remainingBytes === undefined ||
		first?.remainingBytes === undefined ||
		last.atMs - first.atMs < shortestSpanMs
	) {
		return undefined;
	}

	return ((first.remainingBytes - last.remainingBytes) * 1000) / (last.atMs - first.atMs);
};

/** A rate over less than this says more about when we looked than about the copy. */
const shortestSpanMs = 400;

/**
The passes of a pre-copy are a geometric series: each leaves what was dirtied while the one before was sent, a part
`dirty / link` of it, until the rest fits into the downtime limit.
*/
const estimateRemainingMs = (remainingBytes: number, link: number, dirty: number, limitMs: number): number => {
	const ratio = dirty / link;
	const enoughBytes = (link * limitMs) / 1000;
	if (ratio <= 0 || remainingBytes <= enoughBytes) {
		return (remainingBytes / link) * 1000;
	}

	const passes = Math.max(1, Math.ceil(Math.log(enoughBytes / remainingBytes) / Math.log(ratio)));
	return ((remainingBytes / link) * (1 - ratio ** (passes + 1)) * 1000) / (1 - ratio);
};

/** What was left at the beginning of each pass after the first, as far as the readings go back. */
const leftAtPassStarts = (samples: readonly Sample[]): readonly number[] =>
	samples.flatMap(({passNumber, remainingBytes}, index) =>
		passNumber !== undefined &&
		passNumber >= 2 &&
		remainingBytes !== undefined &&
		index > 0 &&
		samples[index - 1]?.passNumber !== passNumber
			? [remainingBytes]
			: [],
	);

/** A pass that leaves more than this part of what the one before left brings the end no nearer. */
const stillShrinking = 0.9;

/**
Whether the passes get no smaller. Judged from one beginning of a pass to the next: within a pass the rest always shrinks, and
a guest that writes over the same memory again and again has a dirty rate that only follows the length of the passes.
*/
const hasStoppedShrinking = (starts: readonly number[]): boolean => {
	const [before, now] = starts.slice(-2);
	return before !== undefined && now !== undefined && now > before * stillShrinking;
};

const tooEarly = (sentence: string): Verdict => ({outlook: 'too-early', sentence, remainingMs: undefined});

/** Judges the copy by its readings so far. */
export const judge = ({samples, movedAtMs, nowMs, downtimeLimitMs}: VerdictInput): Verdict => {
	const last = samples.at(-1);
	if (last?.remainingBytes === undefined) {
		return tooEarly('TOO EARLY TO SAY: no figures from the source yet.');
	}

	const stillForMs = nowMs - (movedAtMs ?? nowMs);
	if (stillForMs >= stalledAfterMs) {
		return {
			outlook: 'stalled',
			sentence: `STALLED: nothing moved for ${formatDurationMs(stillForMs)}. c cancels; the guest goes on at its source.`,
			remainingMs: undefined,
		};
	}

	const link = smoothedLinkRate(samples);
	if (link === undefined || link <= 0) {
		return tooEarly('TOO EARLY TO SAY: the link has not been measured yet.');
	}

	const dirty = last.dirtyBytesPerSecond;
	if (dirty === undefined) {
		const drain = drainRate(samples);
		return tooEarly(
			drain === undefined || drain <= 0
				? 'TOO EARLY TO SAY (first pass).'
				: `TOO EARLY TO SAY (first pass): ${formatDurationMs((last.remainingBytes / drain) * 1000)} to its end at this rate, then what the guest wrote meanwhile.`,
		);
	}

	const rates = `dirties ${formatBytesPerSecond(dirty)}, link ${formatBytesPerSecond(link)}`;
	const starts = leftAtPassStarts(samples);
	const enoughBytes = (link * downtimeLimitMs) / 1000;
	// What is left at a pass's beginning is what a longer pause would have to carry.
	const leftBytes = Math.max(last.remainingBytes, starts.at(-1) ?? 0);
	if ((dirty >= link || hasStoppedShrinking(starts)) && leftBytes > enoughBytes) {
		return {
			outlook: 'will-not-finish',
			sentence: `WILL NOT FINISH as it is: ${rates}; needs a downtime limit of about ${formatDurationMs((leftBytes / link) * 1000)}.`,
			remainingMs: undefined,
		};
	}

	const remainingMs = estimateRemainingMs(last.remainingBytes, link, dirty, downtimeLimitMs);
	return {
		outlook: 'will-finish',
		sentence: `WILL FINISH in about ${formatDurationMs(remainingMs)}: ${rates}.`,
		remainingMs,
	};
};
