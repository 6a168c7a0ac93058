import type {TranscriptEntry} from '../state.js';
import {linesOf} from './entry.js';
import {type LinePlace, type Listing, locate} from './place.js';

/** Smart case, as in vim: a capital letter in what is searched for makes case count. Text is taken literally. */
export const searchPattern = (text: string): RegExp | undefined =>
	text === ''
		? undefined
		: new RegExp(text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`), /\p{Lu}/u.test(text) ? 'gu' : 'giu');

/** Where a line matches, `[from, to)` in UTF-16 units. */
export const matchesIn = (line: string, pattern: RegExp): ReadonlyArray<readonly [number, number]> =>
	Array.from(line.matchAll(pattern), ({index, 0: {length}}) => [index, index + length] as const);

const doesMatch = (text: string, pattern: RegExp): boolean => text.search(pattern) >= 0;

/** The lines of one entry that match, from a line on in a direction. */
const findInEntry = (
	entry: TranscriptEntry,
	pattern: RegExp,
	from: number,
	direction: 1 | -1,
): LinePlace | undefined => {
	// Most entries do not match at all, and one look at the whole text says so.
	if (!doesMatch(entry.text, pattern)) {
		return undefined;
	}

	const lines = linesOf(entry);
	for (let line = from; line >= 0 && line < lines.length; line += direction) {
		if (doesMatch(lines[line] ?? '', pattern)) {
			return {id: entry.id, line};
		}
	}

	return undefined;
};

/**
The next line that matches, from a place on, round the end. Lines that are folded away are found as well.
@param isInclusive The line at the place itself counts.
*/
export const findMatch = (
	{entries}: Listing,
	from: LinePlace,
	text: string,
	direction: 1 | -1,
	isInclusive: boolean,
): LinePlace | undefined => {
	const pattern = searchPattern(text);
	if (pattern === undefined || entries.length === 0) {
		return undefined;
	}

	// Folded or not, a match has its own line.
	const {index: start} = locate({entries, unfolded: []}, from);
	for (let step = 0; step <= entries.length; step++) {
		const entry = entries[(start + step * direction + entries.length * 2) % entries.length];
		if (entry === undefined) {
			continue;
		}

		const first = direction === 1 ? 0 : linesOf(entry).length - 1;
		const isStart = step === 0 && entry.id === from.id;
		const found = findInEntry(entry, pattern, isStart ? from.line + (isInclusive ? 0 : direction) : first, direction);
		if (found !== undefined) {
			return found;
		}
	}

	return undefined;
};
