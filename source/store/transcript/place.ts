import type {TranscriptEntry} from '../state.js';
import {shownLineCount} from './entry.js';

/** One line of a conversation: it stays the same line while others come and go. */
export type LinePlace = {readonly id: number; readonly line: number};

/** Entries by ascending id, and which of the long ones are shown whole. */
export type Listing = {readonly entries: readonly TranscriptEntry[]; readonly unfolded: readonly number[]};

/** The index of the first entry whose id is not below `id`. */
export const indexOfId = (entries: readonly TranscriptEntry[], id: number): number => {
	let [low, high] = [0, entries.length];
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((entries[middle]?.id ?? 0) < id) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}

	return low;
};

const countAt = ({entries, unfolded}: Listing, index: number): number => {
	const entry = entries[index];
	return entry === undefined ? 0 : shownLineCount(entry, unfolded);
};

const placeAt = ({entries}: Listing, index: number, line: number): LinePlace | undefined => {
	const entry = entries[index];
	return entry && {id: entry.id, line};
};

/** Where a place is now: its entry may have been dropped, filtered out or folded meanwhile. */
export const locate = (listing: Listing, {id, line}: LinePlace): {readonly index: number; readonly line: number} => {
	const found = indexOfId(listing.entries, id);
	const index = Math.min(found, listing.entries.length - 1);
	const isThere = listing.entries[index]?.id === id;
	const last = Math.max(0, countAt(listing, index) - 1);
	return {index, line: isThere ? Math.min(line, last) : found > index ? last : 0};
};

export const firstPlace = (listing: Listing): LinePlace | undefined => placeAt(listing, 0, 0);

export const lastPlace = (listing: Listing): LinePlace | undefined => {
	const index = listing.entries.length - 1;
	return placeAt(listing, index, countAt(listing, index) - 1);
};

/** The place so many lines further, stopping at the ends. `undefined` where there are no entries. */
export const movePlace = (listing: Listing, from: LinePlace, by: number): LinePlace | undefined => {
	let {index, line} = locate(listing, from);
	line += by;
	while (line < 0 && index > 0) {
		index--;
		line += countAt(listing, index);
	}

	while (line >= countAt(listing, index) && index < listing.entries.length - 1) {
		line -= countAt(listing, index);
		index++;
	}

	return placeAt(listing, index, Math.max(0, Math.min(line, countAt(listing, index) - 1)));
};

/** Lines below a place. */
export const linesAfter = (listing: Listing, place: LinePlace): number => {
	const {index, line} = locate(listing, place);
	let count = countAt(listing, index) - 1 - line;
	for (let at = index + 1; at < listing.entries.length; at++) {
		count += countAt(listing, at);
	}

	return count;
};

/** Negative when the left one stands above. */
export const comparePlaces = (left: LinePlace, right: LinePlace): number =>
	left.id - right.id || left.line - right.line;
