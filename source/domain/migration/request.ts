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
};
