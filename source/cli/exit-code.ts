import type {Problem} from '../domain/problem.js';

/** What a script can tell apart. Written down for users in the readme; numbers never change their meaning. */
export const exitCode = {
	ok: 0,
	/** It was tried and did not come about; the guest is where it was. */
	failed: 1,
	/** The command line is wrong, or a yes is needed and nobody can be asked. */
	usage: 2,
	/** A host cannot be reached, or does not let us in. */
	connection: 3,
	/** There is no such guest, or it cannot be used as asked. */
	guest: 4,
	/** A check before the start said no. */
	blocked: 5,
	/** It is not known what runs where, or a guest was lost: a person has to look. */
	attention: 6,
	/** Cancelled; the guest goes on at its source. */
	cancelled: 7,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** The exit code that goes with a problem. */
export const exitCodeOf = (problem: Problem): ExitCode => {
	switch (problem.kind) {
		case 'host-not-connected':
		case 'probe-failed':
			return exitCode.connection;
		case 'guest-not-found':
		case 'guest-not-unique':
		case 'guest-already-moved':
		case 'guest-not-here':
		case 'monitor-missing':
		case 'monitor-busy':
		case 'managed-by-libvirt':
		case 'cannot-reproduce':
		case 'incoming-not-tcp':
		case 'arrival-not-provable':
			return exitCode.guest;
		case 'checks-blocked':
		case 'read-only':
			return exitCode.blocked;
		case 'source-lost':
		case 'post-copy-lost':
		case 'destination-not-ended':
		case 'release-refused':
		case 'monitor-lost':
			return exitCode.attention;
		default:
			return exitCode.failed;
	}
};
