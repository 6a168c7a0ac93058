import type {MigrationMode, PostCopyPolicy} from './mode.js';
import type {ReleasePolicy} from './plan.js';

/** What a person asks for; the plan is made from it. */
export type MigrationRequest = {
	readonly guestName: string;
	readonly sourceHost: string;
	readonly destinationHost: string;
	readonly maxBandwidthBytesPerSecond?: number;
	readonly downtimeLimitMs?: number;
	/** The destination's address as the source reaches it; found out when absent. */
	readonly address?: string;
	/** The first port to try. */
	readonly port?: number;
	readonly release: ReleasePolicy;
	/** Default `live`. */
	readonly mode?: MigrationMode;
	/** Default `off`. */
	readonly postCopy?: PostCopyPolicy;
	/** Ids of checks that may say no: each block is taken on by its name, never all at once. */
	readonly accept?: readonly string[];
};

/** As in the experiment of 2010: 1 GiB/s, which on most links means "as fast as it goes". QEMU's own default differs by version. */
export const usualBandwidthBytesPerSecond = 1024 ** 3;
