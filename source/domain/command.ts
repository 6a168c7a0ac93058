import type {MonitorLanguage} from '../protocol/facts.js';
import type {GuestKey} from './guest.js';
import type {LineConfirmation} from './line-hazard.js';
import type {MigrationPlan} from './migration/plan.js';
import type {MigrationRequest} from './migration/request.js';
import type {MigrationState} from './migration/state.js';

/** What a person can ask of the engine. Everything comes back as facts in the store. */
export type EngineCommand =
	/** Gathers facts, runs the checks and opens the confirm dialog with the plan. */
	| {readonly kind: 'plan-migration'; readonly request: MigrationRequest}
	/** The person's one yes. */
	| {readonly kind: 'begin-migration'; readonly plan: MigrationPlan}
	/** Looks for migrations that are under way without us, and watches the first; what must be asked before is asked. */
	| {readonly kind: 'find-migrations'}
	/** Goes on with one that was found. */
	| {readonly kind: 'resume-migration'; readonly found: MigrationState}
	| {readonly kind: 'cancel-migration'}
	/** Lets the guest go on at the destination now; its memory follows. No way back. */
	| {readonly kind: 'start-post-copy'}
	/** Goes on with a post-copy whose link broke. */
	| {readonly kind: 'recover-post-copy'}
	/** Ends the empty process at the source, after both sides were looked at once more. */
	| {readonly kind: 'release-source'}
	/** Leaves the empty process at the source for now. */
	| {readonly kind: 'keep-source'}
	/** Sends one line as typed to a guest's monitor. */
	| {
			readonly kind: 'send-line';
			readonly guest: GuestKey;
			readonly language: MonitorLanguage;
			readonly line: string;
			/** The answer to the dialog `confirm-line`, which a line that can cost more than it says opens. */
			readonly confirmation?: LineConfirmation;
	  }
	/** Sends lines as typed, each after the reply to the one before, up to the first that is refused or asks first. */
	| {
			readonly kind: 'send-lines';
			readonly guest: GuestKey;
			readonly language: MonitorLanguage;
			readonly lines: readonly string[];
	  }
	/** Attaches to a monitor, so that its events are seen and lines can be sent. */
	| {readonly kind: 'attach-monitor'; readonly guest: GuestKey; readonly language: MonitorLanguage}
	| {readonly kind: 'answer-question'; readonly id: number; readonly answer: string | undefined}
	/** Reads both hosts again now. */
	| {readonly kind: 'refresh'};
