/** The releases that the scripted monitors play, and what each of them has. */

export const scriptedVersions = [
	'0.12.4',
	'1.2.0',
	'1.7.2',
	'2.4.1',
	'2.8.1',
	'2.12.1',
	'5.2.0',
	'7.2.22',
	'10.0.2',
	'11.1.3',
] as const;

export type ScriptedVersion = (typeof scriptedVersions)[number];

export type Release = {readonly major: number; readonly minor: number; readonly micro: number; readonly text: string};

export const releaseOf = (version: ScriptedVersion): Release => {
	const [major = 0, minor = 0, micro = 0] = version.split('.').map(Number);
	return {major, minor, micro, text: version};
};

export const isSince = (release: Release, major: number, minor: number): boolean =>
	release.major > major || (release.major === major && release.minor >= minor);

export const isBelow = (release: Release, major: number, minor: number): boolean => !isSince(release, major, minor);

type Row = readonly [name: string, since: readonly [number, number], until?: readonly [number, number]];

/** QEMU's own order. `until` is the first release without it. */
const capabilityRows: readonly Row[] = [
	['xbzrle', [1, 2]],
	['x-rdma-pin-all', [1, 6], [2, 0]],
	['rdma-pin-all', [2, 0]],
	['auto-converge', [1, 6]],
	['zero-blocks', [1, 6], [11, 0]],
	['compress', [2, 4], [9, 1]],
	['events', [2, 4]],
	['x-postcopy-ram', [2, 5], [2, 6]],
	['postcopy-ram', [2, 6]],
	['x-colo', [2, 8]],
	['release-ram', [2, 9]],
	['block', [2, 10], [9, 1]],
	['return-path', [2, 10]],
	['pause-before-switchover', [2, 11]],
	['x-multifd', [2, 11], [4, 0]],
	['multifd', [4, 0]],
	['dirty-bitmaps', [2, 12]],
	['postcopy-blocktime', [3, 0]],
	['late-block-activate', [3, 0]],
	['x-ignore-shared', [4, 0]],
	['validate-uuid', [4, 2]],
	['background-snapshot', [6, 0]],
	['zero-copy-send', [7, 1]],
	['postcopy-preempt', [7, 1]],
	['switchover-ack', [8, 1]],
	['dirty-limit', [8, 1]],
	['mapped-ram', [9, 0]],
];

export const capabilityNames = (release: Release): readonly string[] =>
	capabilityRows
		.filter(([, since, until]) => isSince(release, ...since) && !(until && isSince(release, ...until)))
		.map(([name]) => name);

/** The newest machine type that every scripted release from 2.0 on knows under its own name. */
export const machineTypeOf = (release: Release): string =>
	isBelow(release, 2, 0) ? `pc-${release.major}.${release.minor}` : `pc-i440fx-${release.major}.${release.minor}`;
