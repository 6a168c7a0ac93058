import type {PromptEdit} from '../prompt/prompt-edit.js';
import type {EventFilter, TranscriptView} from './view.js';

/** What keys do to the way a conversation is looked at. */
export type TranscriptStep =
	/** The cursor appears at the last line shown, or goes away again. */
	| {readonly step: 'look-back'}
	| {readonly step: 'stop-looking'}
	| {readonly step: 'move'; readonly by: number}
	| {readonly step: 'move-to'; readonly end: 'first' | 'last'}
	/** Folds or unfolds the entry of the cursor; without a cursor the latest long one. */
	| {readonly step: 'fold'}
	/** Begins or drops a selection. */
	| {readonly step: 'mark'}
	| {readonly step: 'begin-search'}
	| {readonly step: 'edit-search'; readonly edit: PromptEdit}
	| {readonly step: 'accept-search'}
	| {readonly step: 'drop-search'}
	/** To the match before (-1, further back) or after the cursor's line. */
	| {readonly step: 'find'; readonly direction: 1 | -1}
	| {readonly step: 'filter'; readonly filter: EventFilter}
	| {readonly step: 'times'}
	| {readonly step: 'clear'}
	| {readonly step: 'sides'; readonly sides: TranscriptView['sides']};
