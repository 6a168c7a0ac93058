import type {PromptState} from '../prompt/prompt-state.js';
import type {TranscriptKey} from '../state.js';
import type {LinePlace} from './place.js';

/** Which entries are shown. */
export type EventFilter =
	| {readonly kind: 'all'}
	| {readonly kind: 'events'}
	| {readonly kind: 'no-events'}
	| {readonly kind: 'named'; readonly name: string};

/** How the conversation is looked at. */
export type TranscriptView = {
	/** The last line shown; `undefined` follows the end. */
	readonly at: LinePlace | undefined;
	/** The line of the cursor while the person looks back; letters are commands then. */
	readonly cursor: LinePlace | undefined;
	/** The other end of a selection. */
	readonly anchor: LinePlace | undefined;
	readonly search: string;
	/** A search that is being typed, and the line where it began. */
	readonly draft: {readonly prompt: PromptState; readonly from: LinePlace} | undefined;
	readonly filter: EventFilter;
	readonly showsTimes: boolean;
	/** Ids of long entries that are shown whole. */
	readonly unfolded: readonly number[];
	/** The last entry that was cleared away, per conversation. Looking back shows them again. */
	readonly cleared: Readonly<Record<TranscriptKey, number>>;
	/** One monitor, or source and destination; `auto` until the person or the start of a migration says so. */
	readonly sides: 'auto' | 'single' | 'both';
};

export const initialTranscriptView: TranscriptView = {
	at: undefined,
	cursor: undefined,
	anchor: undefined,
	search: '',
	draft: undefined,
	filter: {kind: 'all'},
	showsTimes: false,
	unfolded: [],
	cleared: {},
	sides: 'auto',
};

/** Back to the end, as another conversation or the next typed line begins. */
export const atTheEnd: Pick<TranscriptView, 'at' | 'cursor' | 'anchor' | 'draft'> = {
	at: undefined,
	cursor: undefined,
	anchor: undefined,
	draft: undefined,
};
