/** Sizes, speeds and times: what QEMU and people write, read into plain numbers, and numbers written for people. */

const unitBytes: Readonly<Record<string, number>> = {
	b: 1,
	k: 1024,
	m: 1024 ** 2,
	g: 1024 ** 3,
	t: 1024 ** 4,
	p: 1024 ** 5,
	e: 1024 ** 6,
};

function scaled(number: string, unit: number): number | undefined {
	const bytes = Number(number) * unit;
	return Number.isFinite(bytes) ? Math.round(bytes) : undefined;
}

/**
Reads a size as QEMU's options spell it: a decimal (fractions allowed) or hexadecimal number with an optional suffix
B, K, M, G, T, P or E in either case, all binary.
@param defaultUnitBytes The unit of a number without suffix, in bytes; QEMU's `-m` takes mebibytes.
@returns Bytes, or `undefined` when it is no size.
*/
export function parseSize(text: string, defaultUnitBytes = 1): number | undefined {
	const trimmed = text.trim();
	if (/^0x[0-9a-f]+$/i.test(trimmed)) return scaled(trimmed, defaultUnitBytes);
	const match = /^(\d+(?:\.\d*)?|\.\d+)\s?([bkmgtpe]?)$/i.exec(trimmed);
	const unit = unitBytes[match?.[2]?.toLowerCase() ?? ''] ?? defaultUnitBytes;
	return match?.[1] === undefined ? undefined : scaled(match[1], unit);
}

/**
Reads a person's speed: `1g`, `100M`, `1.5 GiB/s`, `125000000`. A plain number is bytes per second; k, m, g and t are
binary, as in QEMU's own monitor.
@returns Whole bytes per second above 0, or `undefined`.
*/
export function parseSpeed(text: string): number | undefined {
	const match = /^(\d+(?:\.\d*)?|\.\d+)\s*(?:([kmgt])(?:ib)?|b)?(?:\/s)?$/i.exec(text.trim());
	const unit = unitBytes[match?.[2]?.toLowerCase() ?? ''] ?? 1;
	const bytes = match?.[1] === undefined ? undefined : scaled(match[1], unit);
	return bytes !== undefined && bytes > 0 ? bytes : undefined;
}

const unitNames = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];

/** `512 MiB`, `8.1 GiB`: one decimal below 10, none from there on. */
export function formatBytes(bytes: number): string {
	let value = Math.max(0, bytes);
	let unit = 0;
	// 1023.5 would be drawn as 1024 of its unit.
	while (value >= 1023.5 && unit < unitNames.length - 1) {
		value /= 1024;
		unit++;
	}

	const rounded = unit > 0 && value < 9.95 ? value.toFixed(1).replace(/\.0$/, '') : String(Math.round(value));
	return `${rounded} ${unitNames[unit]}`;
}

/** `112 MiB/s`. */
export const formatBytesPerSecond = (bytesPerSecond: number): string => `${formatBytes(bytesPerSecond)}/s`;

const twoDigits = (value: number) => String(value).padStart(2, '0');

/** `81 ms`, `1.4 s`, `12 s`, `3 min 20 s`, `2 h 05 min`, `3 d 4 h`. */
export function formatDurationMs(durationMs: number): string {
	const ms = Math.max(0, durationMs);
	if (ms < 999.5) return `${Math.round(ms)} ms`;
	if (ms < 9950) return `${(ms / 1000).toFixed(1)} s`;
	const seconds = Math.round(ms / 1000);
	if (seconds < 60) return `${seconds} s`;
	const minutes = Math.floor(seconds / 60);
	if (minutes < 60) return `${minutes} min ${twoDigits(seconds % 60)} s`;
	const hours = Math.floor(minutes / 60);
	return hours < 24 ? `${hours} h ${twoDigits(minutes % 60)} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** A running clock, `00:07`, `12:34`, `1:02:03`; parts of a second are left off. */
export function formatClock(durationMs: number): string {
	const seconds = Math.floor(Math.max(0, durationMs) / 1000);
	const hours = Math.floor(seconds / 3600);
	const rest = `${twoDigits(Math.floor(seconds / 60) % 60)}:${twoDigits(seconds % 60)}`;
	return hours > 0 ? `${hours}:${rest}` : rest;
}
