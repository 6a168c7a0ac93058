import type {MigrationFacts, StatusFacts} from '../../protocol/facts.js';
import type {Problem} from '../problem.js';
import type {Phase} from './phase.js';
import type {DestinationProcess, MigrationPlan} from './plan.js';
import type {Sample} from './sample.js';

/** What was last seen of one of the two QEMUs. */
export type SideView = {
	/** `lost`: its host or monitor does not answer, so the rest is old. */
	readonly contact: 'ok' | 'lost';
	/** `gone` only when the host itself answered that this very process is no more. */
	readonly process: 'unknown' | 'alive' | 'gone';
	readonly status: StatusFacts | undefined;
	readonly migration: MigrationFacts | undefined;
	/** When it was last heard, epoch milliseconds of the operator's clock. */
	readonly heardAtMs: number | undefined;
	/** Words of QEMU's own: its standard error, where vmferry started it. */
	readonly errorOutput: string | undefined;
	/** It is gone because we ended it. */
	readonly isEndedByUs: boolean;
	/** False below QEMU 1.0, which calls a guest that waits, one that arrived and one that failed to load `paused` alike. */
	readonly tellsRunStates: boolean;
};

export const unseen: SideView = {
	contact: 'ok',
	process: 'unknown',
	status: undefined,
	migration: undefined,
	heardAtMs: undefined,
	errorOutput: undefined,
	isEndedByUs: false,
	tellsRunStates: true,
};

/** One migration from the person's yes to its end. Serialisable; everything else follows from it. */
export type MigrationState = {
	readonly plan: MigrationPlan;
	readonly phase: Phase;
	readonly phases: readonly {readonly phase: Phase; readonly atMs: number}[];
	readonly source: SideView;
	readonly destination: SideView;
	/** The destination's process, known once it was started or chosen. */
	readonly destinationProcess: DestinationProcess | undefined;
	readonly samples: readonly Sample[];
	/** When `transferred` last grew. QEMU never notices a destination that only stands still. */
	readonly movedAtMs: number | undefined;
	/** Since when the destination answers without running the guest, although nothing more comes from the source. */
	readonly idleSinceMs: number | undefined;
	/** Why it is being, or was, given up. */
	readonly problem: Problem | undefined;
	readonly isCancelAsked: boolean;
	/** The switch to post-copy was ordered; from then on nothing can be cancelled. */
	readonly isPostCopyAsked: boolean;
	/** `stop` was given to the source, answered or not: whoever gives up continues it. */
	readonly isSourceStoppedByUs: boolean;
	/** What QEMU said of the last order that it would not follow, while the migration goes on. */
	readonly refusedOrder: {readonly order: string; readonly raw: string} | undefined;
	/** `migrate` was given to the source, whether it answered or not. */
	readonly isSent: boolean;
	/** It was sent and not answered, and the source has not shown yet whether it was done. */
	readonly isOutcomeUnknown: boolean;
	/** The source's empty process was ended. */
	readonly isReleased: boolean;
};

export const beginMigration = (plan: MigrationPlan, atMs: number): MigrationState => ({
	plan,
	phase: 'checking',
	phases: [{phase: 'checking', atMs}],
	source: unseen,
	destination: unseen,
	destinationProcess: undefined,
	samples: [],
	movedAtMs: undefined,
	idleSinceMs: undefined,
	problem: undefined,
	isCancelAsked: false,
	isPostCopyAsked: false,
	isSourceStoppedByUs: false,
	refusedOrder: undefined,
	isSent: false,
	isOutcomeUnknown: false,
	isReleased: false,
});
