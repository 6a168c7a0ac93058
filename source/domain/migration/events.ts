import type {MigrationFacts, StatusFacts} from '../../protocol/facts.js';
import type {Problem} from '../problem.js';
import type {DestinationProcess} from './plan.js';
import type {SideView} from './state.js';

/** What a side said, or that it said nothing. Absent fields keep what was known. */
export type SideObservation = {
	readonly contact: SideView['contact'];
	readonly process?: SideView['process'];
	readonly status?: StatusFacts;
	readonly migration?: MigrationFacts;
	readonly errorOutput?: string;
	readonly isEndedByUs?: boolean;
	readonly tellsRunStates?: boolean;
};

export type MigrationEvent =
	| {readonly kind: 'checked'}
	| {readonly kind: 'prepared'; readonly destinationProcess: DestinationProcess}
	/** `migrate` was not sent, or refused: the source is as it was. `destinationProcess` where one was already started. */
	| {readonly kind: 'gave-up'; readonly problem: Problem; readonly destinationProcess?: DestinationProcess}
	/** `migrate` was sent. Without an answer it may have been done or not. */
	| {readonly kind: 'started'; readonly isAnswered: boolean}
	| {readonly kind: 'observed'; readonly source?: SideObservation; readonly destination?: SideObservation}
	/** The guest was stopped at its source, for a move offline. */
	| {readonly kind: 'source-stopped'}
	| {readonly kind: 'cancel-asked'}
	| {readonly kind: 'post-copy-asked'}
	/** Once a post-copy is paused because the link between the hosts broke. */
	| {readonly kind: 'recover-asked'}
	/** QEMU would not follow an order; the migration goes on as before. */
	| {
			readonly kind: 'order-refused';
			readonly effect: MigrationEffect['kind'];
			readonly order: string;
			readonly raw: string;
	  }
	/** Something went wrong while an effect was performed; what it had done by then is not known. */
	| {readonly kind: 'mishap'; readonly effect: MigrationEffect['kind']; readonly problem: Problem}
	| {readonly kind: 'release-asked'}
	| {readonly kind: 'released'}
	/** With what was seen of both sides in the look that refused it. */
	| {
			readonly kind: 'release-refused';
			readonly problem: Problem;
			readonly source?: SideObservation;
			readonly destination?: SideObservation;
	  }
	| {readonly kind: 'kept'};

/** What the engine is to do; each ends in one of the events above. */
export type MigrationEffect =
	/** Look again whether what the plan says is still so. */
	| {readonly kind: 'check'}
	/** Start or take the destination, set capabilities and limits alike on both sides. */
	| {readonly kind: 'prepare'}
	/** Stop the guest at its source, for a move offline. */
	| {readonly kind: 'stop-source'}
	/** Send `migrate` to the source, once. */
	| {readonly kind: 'start'}
	| {readonly kind: 'cancel'}
	| {readonly kind: 'start-post-copy'}
	/** The destination listens anew and the source sends the rest. */
	| {readonly kind: 'recover-post-copy'}
	| {readonly kind: 'continue-destination'}
	| {readonly kind: 'end-destination'}
	| {readonly kind: 'continue-source'}
	/** Look at both sides once more, and end the source's process only if `releaseRefusal` has nothing against it. */
	| {readonly kind: 'release-source'};
