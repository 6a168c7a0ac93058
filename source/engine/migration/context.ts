import type {MigrationState} from '../../domain/migration/state.js';
import type {Problem} from '../../domain/problem.js';
import type {Clock} from '../clock.js';
import type {HostLoop} from '../hosts/host-loop.js';
import type {Side} from './side.js';

/** What a migration needs of the engine. */
export type MigrationContext = {
	readonly clock: Clock;
	readonly hostOf: (name: string) => HostLoop;
	readonly sourceSide: (state: MigrationState) => Side;
	/** `undefined` until the destination's process is known. */
	readonly destinationSide: (state: MigrationState) => Side | undefined;
	/** A side of any process, for the one that was just started. */
	readonly sideOf: (host: string, process: Side['process']) => Side;
	readonly publish: (state: MigrationState) => void;
	/** Looks again whether what the plan says is still so; `undefined` when it is. */
	readonly recheck: (state: MigrationState) => Promise<Problem | undefined>;
};
