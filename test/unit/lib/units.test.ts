import {expect, test} from 'vitest';
import {
	formatBytes,
	formatBytesPerSecond,
	formatClock,
	formatDurationMs,
	parseSize,
	parseSpeed,
} from '../../../source/lib/units.js';

test.each([
	['512', 2 ** 20, 536_870_912],
	['512M', 1, 536_870_912],
	['1g', 2 ** 20, 1_073_741_824],
	['1.5G', 1, 1_610_612_736],
	['0x100', 1, 256],
	['4096b', 2 ** 20, 4096],
	[' 2T ', 1, 2_199_023_255_552],
	['', 2 ** 20, undefined],
	['M', 1, undefined],
	['1x', 1, undefined],
	['-1', 1, undefined],
	['1e3', 1, undefined],
	[`${'9'.repeat(400)}`, 1, undefined],
] as const)('a size %j in units of %d is %s bytes', (text, unit, bytes) => {
	expect(parseSize(text, unit)).toBe(bytes);
});

test.each([
	['1g', 1_073_741_824],
	['100m', 104_857_600],
	['125000000', 125_000_000],
	['1.5 GiB/s', 1_610_612_736],
	['64k/s', 65_536],
	['500B/s', 500],
	['0', undefined],
	['fast', undefined],
	['-1g', undefined],
	['100MB', undefined],
] as const)('a speed %j is %s bytes a second', (text, bytesPerSecond) => {
	expect(parseSpeed(text)).toBe(bytesPerSecond);
});

test.each([
	[0, '0 B'],
	[1023, '1023 B'],
	[1024, '1 KiB'],
	[1536, '1.5 KiB'],
	[536_870_912, '512 MiB'],
	[8_697_308_774, '8.1 GiB'],
	[1_073_741_823, '1 GiB'],
	[10_737_418_240, '10 GiB'],
	[-5, '0 B'],
] as const)('%d bytes are written %s', (bytes, text) => {
	expect(formatBytes(bytes)).toBe(text);
	expect(formatBytesPerSecond(bytes)).toBe(`${text}/s`);
});

test.each([
	[81.4, '81 ms', '00:00'],
	[999.6, '1.0 s', '00:00'],
	[1400, '1.4 s', '00:01'],
	[12_345, '12 s', '00:12'],
	[200_000, '3 min 20 s', '03:20'],
	[7_500_000, '2 h 05 min', '2:05:00'],
	[273_600_000, '3 d 4 h', '76:00:00'],
] as const)('%d ms are written %s and %s', (ms, duration, clock) => {
	expect(formatDurationMs(ms)).toBe(duration);
	expect(formatClock(ms)).toBe(clock);
});
