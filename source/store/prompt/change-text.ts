import {charAfter, charBefore, lineEnd, lineStart, wordEnd, wordStart} from './boundaries.js';
import type {EditedText} from './prompt-state.js';

/** QEMU's own line editor takes 4095 characters; a QMP line may be longer, a pasted file is a mistake. */
export const longestLine = 16_384;

/** Text put in at the cursor; what does not fit is left out. */
export const insertText = ({text, cursor}: EditedText, added: string): EditedText => {
	const room = Math.max(0, longestLine - text.length);
	const fits = added.length <= room ? added : added.slice(0, charBefore(added, room + 1));
	return {text: text.slice(0, cursor) + fits + text.slice(cursor), cursor: cursor + fits.length};
};

export const cutOut = ({text}: EditedText, from: number, to: number): EditedText => ({
	text: text.slice(0, from) + text.slice(to),
	cursor: from,
});

/** Swaps the character before the cursor with the one at it; at the end of a line the two before it. */
export const transposeChars = ({text, cursor}: EditedText): EditedText => {
	const end = cursor === lineEnd(text, cursor) ? cursor : charAfter(text, cursor);
	const middle = charBefore(text, end);
	const start = charBefore(text, middle);
	return start < lineStart(text, cursor) || start === middle
		? {text, cursor}
		: {
				text: text.slice(0, start) + text.slice(middle, end) + text.slice(start, middle) + text.slice(end),
				cursor: end,
			};
};

/** Swaps the word before the cursor with the one at or after it; behind the last word the last two. */
export const transposeWords = ({text, cursor}: EditedText): EditedText => {
	const end = wordEnd(text, cursor);
	const secondStart = wordStart(text, end);
	const secondEnd = wordEnd(text, secondStart);
	const firstStart = wordStart(text, secondStart);
	const firstEnd = wordEnd(text, firstStart);
	if (firstEnd > secondStart || firstStart === secondStart) {
		return {text, cursor};
	}

	const swapped =
		text.slice(secondStart, secondEnd) + text.slice(firstEnd, secondStart) + text.slice(firstStart, firstEnd);
	return {text: text.slice(0, firstStart) + swapped + text.slice(secondEnd), cursor: secondEnd};
};

/** Changes the letters from the cursor to the end of the word. */
export const changeWord = ({text, cursor}: EditedText, change: (word: string) => string): EditedText => {
	const end = wordEnd(text, cursor);
	const changed = change(text.slice(cursor, end));
	return {text: text.slice(0, cursor) + changed + text.slice(end), cursor: cursor + changed.length};
};

export const capitalize = (word: string): string =>
	word.toLowerCase().replace(/\p{L}/u, letter => letter.toUpperCase());

/** The same column in the line above or below; `undefined` where there is none. */
export const otherLine = ({text, cursor}: EditedText, direction: 1 | -1): number | undefined => {
	const start = lineStart(text, cursor);
	const column = cursor - start;
	if (direction === -1 ? start === 0 : lineEnd(text, cursor) === text.length) {
		return undefined;
	}

	const otherStart = direction === -1 ? lineStart(text, start - 1) : lineEnd(text, cursor) + 1;
	const target = Math.min(otherStart + column, lineEnd(text, otherStart));
	// Never between the halves of a character.
	return target === otherStart ? target : charAfter(text, charBefore(text, target));
};
