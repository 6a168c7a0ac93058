import type {ProcessFacts} from '../../protocol/facts.js';
import type {CommandLineChange} from '../command-line/destination-command-line.js';
import type {MigrationMode, PostCopyPolicy} from './mode.js';

/** One process, never only a pid: pids are used again. */
export type ProcessIdentity = Pick<ProcessFacts, 'pid' | 'startTimeTicks'>;

/** The destination's process, and the folder on its host that keeps what it prints where vmferry started it. */
export type DestinationProcess = ProcessIdentity & {readonly outputFolder?: string};

/** How the destination comes to wait for the guest. */
export type DestinationLaunch =
	/** vmferry starts it, and ends it again when it is not needed. */
	| {
			readonly kind: 'start';
			readonly commandLine: readonly string[];
			readonly workingDirectory: string | undefined;
			readonly changes: readonly CommandLineChange[];
			/** `defer` lets capabilities be set before it listens (QEMU since 2.4). */
			readonly incoming: 'defer' | 'listen';
	  }
	/** It was started by hand with `-incoming` and is not ours to end. */
	| {
			readonly kind: 'waiting';
			readonly process: ProcessIdentity;
			readonly incoming: 'defer' | 'listen';
			/** It was started with `-S`, and has to be continued once it has everything. */
			readonly isStartedStopped: boolean;
	  };

export type ReleasePolicy = 'ask' | 'release' | 'keep';

/** All that a person agrees to before anything is done. */
export type MigrationPlan = {
	readonly id: string;
	readonly guestName: string;
	readonly source: {readonly host: string; readonly process: ProcessIdentity};
	readonly destination: {
		readonly host: string;
		/** Where the source's QEMU connects to. */
		readonly address: string;
		readonly port: number;
		readonly launch: DestinationLaunch;
	};
	/** QEMU's own limit stays when `undefined`. */
	readonly maxBandwidthBytesPerSecond: number | undefined;
	readonly downtimeLimitMs: number | undefined;
	/** Whether the guest ran when the plan was made, and so has to run when it arrived. */
	readonly expectRunning: boolean;
	readonly mode: MigrationMode;
	/**
	A guest that was stopped for the move arrives paused and has to be continued there: since QEMU 2.4 the stream carries its run
	state; before that it starts by itself.
	*/
	readonly arrivesPaused: boolean;
	readonly postCopy: PostCopyPolicy;
	readonly release: ReleasePolicy;
	/** Things that do not stop the migration and that the person should know. */
	readonly warnings: readonly string[];
};

/** `tcp:ADDRESS:PORT` as QEMU writes it, IPv6 in brackets. */
export const migrationUri = ({address, port}: {readonly address: string; readonly port: number}): string =>
	`tcp:${address.includes(':') ? `[${address}]` : address}:${port}`;
