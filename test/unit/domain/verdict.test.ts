import {expect, test} from 'vitest';
import type {Sample} from '../../../source/domain/migration/sample.js';
import {defaultDowntimeLimitMs, drainRate, judge} from '../../../source/domain/migration/verdict.js';

const mebibyte = 1024 ** 2;

const sample = (change: Partial<Sample>): Sample => ({
	atMs: 0,
	status: 'active',
	passNumber: 1,
	remainingBytes: 100 * mebibyte,
	transferredBytes: 0,
	totalBytes: 512 * mebibyte,
	bestFraction: 0,
	linkBytesPerSecond: 100 * mebibyte,
	dirtyBytesPerSecond: undefined,
	expectedDowntimeMs: undefined,
	cpuThrottlePercent: undefined,
	...change,
});

const judgeAt = (nowMs: number, ...samples: readonly Sample[]) =>
	judge({samples, movedAtMs: samples.at(-1)?.atMs, nowMs, downtimeLimitMs: defaultDowntimeLimitMs});

test('without figures, and in the first pass, it is too early to say', () => {
	expect(judgeAt(0).outlook).toBe('too-early');
	expect(judgeAt(0, sample({})).outlook).toBe('too-early');
});

test('the first pass is timed by how fast the rest shrinks, since zero pages need no link', () => {
	const samples = [
		sample({atMs: 0, remainingBytes: 500 * mebibyte, linkBytesPerSecond: 1}),
		sample({atMs: 1000, remainingBytes: 400 * mebibyte, linkBytesPerSecond: 1}),
	];
	expect(drainRate(samples)).toBe(100 * mebibyte);
	expect(judgeAt(1000, ...samples).sentence).toContain('4.0 s to its end');
});

test('a link faster than the guest: it will finish, and the passes are a geometric series', () => {
	const verdict = judgeAt(0, sample({passNumber: 2, dirtyBytesPerSecond: 50 * mebibyte}));
	expect(verdict.outlook).toBe('will-finish');
	// 1 s for 100 MiB, 0.5 s for the 50 MiB written meanwhile, 0.25 s for the last 25 MiB, which fit into 300 ms.
	expect(verdict.remainingMs).toBeCloseTo(1750, -1);
});

test('a guest that writes faster than the link: it will not finish, with the limit it would need', () => {
	const verdict = judgeAt(0, sample({passNumber: 3, dirtyBytesPerSecond: 130 * mebibyte}));
	expect(verdict).toMatchObject({outlook: 'will-not-finish', remainingMs: undefined});
	expect(verdict.sentence).toContain('downtime limit of about 1.0 s');
});

test('nothing moved for a while: stalled, whatever the rates were', () => {
	const moved = sample({atMs: 1000, dirtyBytesPerSecond: 1});
	expect(judgeAt(8000, moved)).toMatchObject({outlook: 'stalled'});
	expect(judgeAt(2000, moved).outlook).not.toBe('stalled');
});

test('passes that get no smaller: it will not finish, and says so until the end of the pass', () => {
	const pass = (passNumber: number, remaining: number, atMs: number) =>
		sample({passNumber, remainingBytes: remaining * mebibyte, atMs, dirtyBytesPerSecond: 90 * mebibyte});
	const story = [pass(1, 500, -100), pass(2, 64, 0), pass(2, 10, 500), pass(3, 62, 700), pass(3, 40, 900)];
	expect(judgeAt(900, ...story).outlook).toBe('will-not-finish');
	expect(judgeAt(900, ...story, pass(3, 31, 950)).sentence).toContain('WILL NOT FINISH');
	expect(judgeAt(900, pass(1, 500, 0), pass(2, 64, 100), pass(3, 30, 700)).outlook).toBe('will-finish');
});
