import type {GuestKey} from '../domain/guest.js';
import type {Host} from '../domain/host.js';
import type {LineHazard} from '../domain/line-hazard.js';
import type {MigrationPlan} from '../domain/migration/plan.js';
import type {MigrationRequest} from '../domain/migration/request.js';
import type {RunbookStep} from '../domain/migration/runbook.js';
import type {MigrationState} from '../domain/migration/state.js';
import type {CheckReport} from '../domain/preflight/check.js';
import type {Problem} from '../domain/problem.js';
import type {MonitorLanguage} from '../protocol/facts.js';
import type {PromptState} from './prompt/prompt-state.js';
import type {TranscriptView} from './transcript/view.js';

/** One thing said in a monitor's conversation. `text` is sanitised and may hold line breaks. */
export type TranscriptEntry = {
	/** Ascending over all conversations, in the order in which things reached this machine. */
	readonly id: number;
	readonly kind: 'command' | 'reply' | 'error' | 'event' | 'notice';
	readonly text: string;
	/** This machine's clock, epoch milliseconds. */
	readonly atMs: number;
	/** What the host's clock said of an event, epoch milliseconds. */
	readonly hostMs?: number;
	/** Whose monitor it was. */
	readonly host?: string;
	readonly language?: MonitorLanguage;
	/** Sent, or got, by a migration and not by the person. */
	readonly isEngine?: boolean;
};

/** `GUESTKEY LANGUAGE`: one conversation per monitor. */
export type TranscriptKey = `${GuestKey} ${MonitorLanguage}`;

export type PaneId = 'guests' | 'monitor' | 'migration';

/** A question of a connection, waiting for the person. Secrets are typed masked and never stored here. */
export type PendingQuestion = {
	readonly id: number;
	readonly kind: 'host-key' | 'backend' | 'secret';
	readonly host: string;
	readonly text: readonly string[];
};

/** What lies over the panes. One at a time; a pending question goes before any of these. */
export type Dialog =
	| {readonly kind: 'help'}
	| {readonly kind: 'planning'; readonly guestName: string; readonly destinationHost: string}
	| {
			readonly kind: 'confirm-migration';
			readonly request: MigrationRequest;
			readonly plan: MigrationPlan;
			readonly checks: readonly CheckReport[];
			readonly runbook: readonly RunbookStep[];
	  }
	| {readonly kind: 'confirm-post-copy'}
	/** A destination was prepared and nothing sent: shall it be cleared away? */
	| {readonly kind: 'confirm-roll-back'; readonly found: MigrationState}
	| {readonly kind: 'confirm-release'}
	| {readonly kind: 'confirm-quit'}
	/** A line for a monitor that was not sent yet. */
	| {
			readonly kind: 'confirm-line';
			readonly guest: {readonly key: GuestKey; readonly name: string; readonly host: string};
			readonly language: MonitorLanguage;
			readonly line: string;
			readonly hazard: LineHazard;
			/** The guest's name as typed so far; `undefined` while it is not asked for. */
			readonly typedName?: PromptState;
	  }
	/** Pasted lines for a monitor that were not sent yet. */
	| {
			readonly kind: 'confirm-lines';
			readonly guest: {readonly key: GuestKey; readonly name: string; readonly host: string};
			readonly language: MonitorLanguage;
			readonly lines: readonly string[];
	  }
	| {readonly kind: 'problem'; readonly problem: Problem};

/** What only the screen needs. */
export type UiState = {
	readonly focusedPane: PaneId;
	readonly selectedGuest: GuestKey | undefined;
	/** The person chose the selected guest; before that the selection is only a proposal and may still move. */
	readonly hasChosenGuest: boolean;
	/** The language chosen for the selected guest's monitor pane; `undefined` means its first monitor. */
	readonly monitorLanguage: MonitorLanguage | undefined;
	readonly prompt: PromptState;
	/** Lines sent to monitors of each language, oldest first. */
	readonly histories: Readonly<Record<MonitorLanguage, readonly string[]>>;
	/** How the monitor's conversation is looked at. */
	readonly transcript: TranscriptView;
	readonly dialog: Dialog | undefined;
	/** First line shown of a dialog that is longer than the window. */
	readonly dialogScroll: number;
	/** One sentence about the last key: why it did nothing, what was done. */
	readonly notice: string | undefined;
};

/** Everything there is to show. Serialisable. */
export type AppState = {
	/** In the order of the command line: by default the first is the source. */
	readonly hosts: readonly Host[];
	readonly transcripts: Readonly<Record<TranscriptKey, readonly TranscriptEntry[]>>;
	readonly migration: MigrationState | undefined;
	readonly questions: readonly PendingQuestion[];
	/** vmferry was started to look only: nothing that changes a guest is sent. */
	readonly isReadOnly: boolean;
	/** The operator's clock, epoch milliseconds, as last told by the engine. */
	readonly nowMs: number;
	readonly ui: UiState;
};
