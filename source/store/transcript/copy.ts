import type {AppState, TranscriptEntry} from '../state.js';
import {linesOf, shownLineCount} from './entry.js';
import {comparePlaces, indexOfId, locate} from './place.js';
import {shownListing} from './shown-entries.js';

/** Text for the clipboard, and what it is in a few words. */
export type Copied = {readonly text: string; readonly what: string};

const commandBefore = (entries: readonly TranscriptEntry[], index: number): TranscriptEntry | undefined =>
	entries.slice(0, index + 1).findLast(({kind}) => kind === 'command');

const nameOf = (entry: TranscriptEntry, command: TranscriptEntry | undefined): string => {
	switch (entry.kind) {
		case 'command':
			return 'the command';
		case 'event':
			return 'the event';
		case 'notice':
			return 'the line';
		default:
			return command === undefined ? 'the reply' : `the reply to "${command.text}"`;
	}
};

/** A folded entry that is selected to its fold line is selected whole. */
const selectedText = (state: AppState): Copied | undefined => {
	const listing = shownListing(state);
	const {cursor, anchor} = state.ui.transcript;
	const [first, last] = cursor && anchor ? [cursor, anchor].sort(comparePlaces) : [];
	if (first === undefined || last === undefined) {
		return undefined;
	}

	const [from, to] = [locate(listing, first), locate(listing, last)];
	const lines = listing.entries.slice(from.index, to.index + 1).flatMap((entry, offset) => {
		const start = offset === 0 ? from.line : 0;
		const isLast = from.index + offset === to.index;
		const isWhole = !isLast || to.line >= shownLineCount(entry, listing.unfolded) - 1;
		return linesOf(entry).slice(start, isWhole ? undefined : to.line + 1);
	});
	return {text: lines.join('\n'), what: 'the selection'};
};

/** What a copy takes: the selection, else the whole entry of the cursor, folded lines and all. */
export const copyAtCursor = (state: AppState): Copied | undefined => {
	const {entries} = shownListing(state);
	const {cursor} = state.ui.transcript;
	const index = cursor === undefined ? -1 : indexOfId(entries, cursor.id);
	const entry = entries[index];
	return selectedText(state) ?? (entry && {text: entry.text, what: nameOf(entry, commandBefore(entries, index))});
};

/** The last line that a person sent before the cursor. */
export const copyCommand = (state: AppState): Copied | undefined => {
	const {entries} = shownListing(state);
	const {cursor} = state.ui.transcript;
	const from = cursor === undefined ? entries.length - 1 : indexOfId(entries, cursor.id);
	const entry = commandBefore(entries, from);
	return entry && {text: entry.text, what: 'the command'};
};
