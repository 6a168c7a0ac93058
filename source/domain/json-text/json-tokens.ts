/** The words and marks of a JSON text, also of one that is not finished (RFC 8259). */

export type JsonMistake = {
	/** The character at which it cannot go on. */
	readonly at: number;
	/** Completes "line 1, column 7: …". */
	readonly why: string;
};

export type JsonToken = {
	readonly kind: 'mark' | 'string' | 'word';
	readonly from: number;
	readonly to: number;
	/** A mark itself, a word as it stands, a string without its quotes and escapes. */
	readonly value: string;
	/** The text ends within it: more of it may come. */
	readonly isUnfinished: boolean;
};

const blank = /[ \t\r\n]*/y;
const mark = /[[\]{},:]/y;
// A string up to its quote, to the end of the text, or to what cannot stand in one.
const string =
	/"(?<inner>(?:[^"\\\p{Cc}]|[\x7F-\x9F]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*)(?<end>"|\\$|\\u[\da-fA-F]{0,3}$|)/uy;
const word = /[^\s[\]{},:"]+/y;
const whole = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;

const decode = (inner: string): string => {
	try {
		return String(JSON.parse(`"${inner}"`));
	} catch {
		return inner;
	}
};

const readString = (text: string, from: number): JsonToken | JsonMistake => {
	string.lastIndex = from;
	const match = string.exec(text);
	const to = from + (match?.[0].length ?? 0);
	const isClosed = match?.groups?.['end'] === '"';
	if (!isClosed && to < text.length) {
		const isLineBreak = /[\r\n]/.test(text[to] ?? '');
		return {
			at: to,
			why: isLineBreak
				? 'a string has to end on its line'
				: text[to] === '\\'
					? 'no such escape exists in a string'
					: 'a string cannot hold this character',
		};
	}

	return {kind: 'string', from, to, value: decode(match?.groups?.['inner'] ?? ''), isUnfinished: !isClosed};
};

/** The token at or after a position; `undefined` at the end of the text. */
export const nextToken = (text: string, start: number): JsonToken | JsonMistake | undefined => {
	blank.lastIndex = start;
	const from = start + (blank.exec(text)?.[0].length ?? 0);
	if (from >= text.length) {
		return undefined;
	}

	mark.lastIndex = from;
	if (mark.test(text)) {
		return {kind: 'mark', from, to: from + 1, value: text[from] ?? '', isUnfinished: false};
	}

	if (text[from] === '"') {
		return readString(text, from);
	}

	word.lastIndex = from;
	const value = word.exec(text)?.[0] ?? '';
	const to = from + value.length;
	const isUnfinished = to === text.length;
	if (!isUnfinished && !whole.test(value)) {
		const isName = /^[A-Za-z_'][\w'-]*$/.test(value);
		return {at: from, why: isName ? 'text stands in double quotes' : 'this is no number'};
	}

	return {kind: 'word', from, to, value, isUnfinished};
};
