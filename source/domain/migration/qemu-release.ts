import type {Guest} from '../guest.js';

type Release = readonly [major: number, minor: number];

/** The release of a guest's QEMU, where its monitor said it. */
const releaseOf = ({contact}: Pick<Guest, 'contact'>): Release | undefined => {
	if (contact.state !== 'ready') {
		return undefined;
	}

	if (contact.version) {
		return [contact.version.major, contact.version.minor];
	}

	// On QMP only 0.12 greets without a version.
	return contact.language === 'qmp' ? [0, 12] : undefined;
};

/** True where the guest's QEMU is known to be older than a release; an unknown one counts as neither older nor newer. */
export const isOlderThan = (guest: Pick<Guest, 'contact'>, [major, minor]: Release): boolean => {
	const release = releaseOf(guest);
	return release !== undefined && (release[0] < major || (release[0] === major && release[1] < minor));
};

/** True where the guest's QEMU is known to be of a release or a later one. */
export const isAtLeast = (guest: Pick<Guest, 'contact'>, release: Release): boolean =>
	releaseOf(guest) !== undefined && !isOlderThan(guest, release);
