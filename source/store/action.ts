import type {Guest} from '../domain/guest.js';
import type {Host} from '../domain/host.js';
import type {MigrationState} from '../domain/migration/state.js';
import type {MonitorLanguage} from '../protocol/facts.js';
import type {AppState, PendingQuestion, TranscriptEntry, TranscriptKey} from './state.js';
import type {UiAction} from './ui-action.js';

/** What the engine tells the store. Facts replace facts; nothing is computed here. */
export type FactAction =
	| {readonly kind: 'host-changed'; readonly name: string; readonly change: Partial<Omit<Host, 'name' | 'guests'>>}
	| {readonly kind: 'guests-listed'; readonly host: string; readonly guests: readonly Guest[]}
	| {
			readonly kind: 'guest-changed';
			readonly host: string;
			readonly key: string;
			readonly change: Partial<Pick<Guest, 'contact' | 'status' | 'migration'>>;
	  }
	| {readonly kind: 'transcript-grew'; readonly key: TranscriptKey; readonly entries: readonly TranscriptEntry[]}
	| {readonly kind: 'migration-changed'; readonly migration: MigrationState | undefined}
	| {readonly kind: 'question-asked'; readonly question: PendingQuestion}
	| {readonly kind: 'question-answered'; readonly id: number}
	/** What earlier runs of vmferry kept of a language. */
	| {readonly kind: 'history-read'; readonly language: MonitorLanguage; readonly lines: readonly string[]}
	| {readonly kind: 'clock'; readonly nowMs: number};

export type Action = FactAction | UiAction;

export type Reducer = (state: AppState, action: Action) => AppState;
