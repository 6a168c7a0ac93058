// Which releases of QEMU a host of the lab can have, each with the whole system it came with.

export type QemuRelease = {
	/** QEMU's version without its last number, as `--qemu` takes it. */
	version: string;
	/** Debian's suite that serves it. */
	suite: string;
};

/** Oldest first. The first three stay what they are; the last one moves on, and then the lab says so. */
export const qemuReleases: readonly QemuRelease[] = [
	{version: '5.2', suite: 'bullseye'},
	{version: '7.2', suite: 'bookworm'},
	{version: '10.0', suite: 'trixie'},
	{version: '11.1', suite: 'sid'},
];

/**
The release with this version.

@throws Error that names those there are.
*/
export const qemuRelease = (version: string): QemuRelease => {
	const found = qemuReleases.find(release => release.version === version);
	if (!found) {
		const known = qemuReleases.map(release => release.version).join(', ');
		throw new Error(`The lab has no QEMU ${version}: it has ${known}.`);
	}

	return found;
};
