/**
Makes text from a host safe to draw: a guest's name, an error, a monitor's output may hold anything.

- Whole escape sequences go away as one; every control character left over becomes a visible sign, so that removing one
  sequence can never put another one together.
- Characters that hide or turn the text around them (bidirectional controls, zero-width ones, tags) become a dot.
- One pass, linear time, whatever the text.
*/

export type SanitizeOptions = {
	/** Longest result in characters; a longer text ends with `…`. Default 4096. */
	readonly maxLength?: number;
	/** Keeps line feeds; otherwise each is a space. Default false. */
	readonly keepNewlines?: boolean;
};

const escapeCode = 0x1b;
/** 8-bit forms of `ESC [`, `ESC ]`, and of the strings started by `ESC X`, `ESC ^`, `ESC _`, `ESC P` (ECMA-48). */
const eightBitIntroducers = new Map([
	[0x9b, '['],
	[0x9d, ']'],
	[0x98, 'X'],
	[0x9e, '^'],
	[0x9f, '_'],
	[0x90, 'P'],
]);

const isBetween = (code: number, first: number, last: number) => code >= first && code <= last;

/** Where the string sequence whose text starts at `index` ends: after BEL or ST, before another ESC, or at the end. */
function endOfString(text: string, index: number): number {
	for (let at = index; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code === 0x07 || code === 0x9c) return at + 1;
		if (code === escapeCode) return text[at + 1] === '\\' ? at + 2 : at;
	}

	return text.length;
}

/** Where the control sequence whose parameters start at `index` ends; `undefined` when it has no final character. */
function endOfControlSequence(text: string, index: number): number | undefined {
	let at = index;
	while (isBetween(text.charCodeAt(at), 0x30, 0x3f)) at++;
	while (isBetween(text.charCodeAt(at), 0x20, 0x2f)) at++;
	return isBetween(text.charCodeAt(at), 0x40, 0x7e) ? at + 1 : undefined;
}

function endOfSequence(text: string, index: number): number | undefined {
	const code = text.charCodeAt(index);
	const introducer = code === escapeCode ? text[index + 1] : eightBitIntroducers.get(code);
	const next = code === escapeCode ? index + 2 : index + 1;
	if (introducer === undefined) return undefined;
	if (introducer === '[') return endOfControlSequence(text, next);
	if (']PX^_'.includes(introducer)) return endOfString(text, next);
	// `ESC` with intermediates and one final character (ECMA-48 5.3).
	let at = index + 1;
	while (isBetween(text.charCodeAt(at), 0x20, 0x2f)) at++;
	return isBetween(text.charCodeAt(at), 0x30, 0x7e) ? at + 1 : undefined;
}

/** Ranges of characters that take no place or change the order of others. */
const hiddenRanges: ReadonlyArray<readonly [number, number]> = [
	[0x00ad, 0x00ad],
	[0x061c, 0x061c],
	[0x115f, 0x1160],
	[0x180e, 0x180e],
	[0x200b, 0x200f],
	[0x2028, 0x202e],
	[0x2060, 0x206f],
	[0x3164, 0x3164],
	[0xfeff, 0xfeff],
	[0xffa0, 0xffa0],
	[0xfff9, 0xfffb],
	[0xe0000, 0xe0fff],
];

function visible(code: number, keepNewlines: boolean): string {
	if (code === 0x0a) return keepNewlines ? '\n' : ' ';
	if (code === 0x09 || code === 0x0b || code === 0x0c || code === 0xa0) return ' ';
	// Unicode has a picture for each of the C0 controls, 0x2400 above it.
	if (code < 0x20) return String.fromCodePoint(0x2400 + code);
	if (code === 0x7f) return '\u2421';
	if (isBetween(code, 0x80, 0x9f) || isBetween(code, 0xd800, 0xdfff)) return '\ufffd';
	if (code >= 0xad && hiddenRanges.some(([first, last]) => isBetween(code, first, last))) return '\u00b7';
	return String.fromCodePoint(code);
}

/** The text as it may be written on a screen or into a log. Pure; never throws. */
export function sanitize(text: string, options: SanitizeOptions = {}): string {
	const {maxLength = 4096, keepNewlines = false} = options;
	const result: string[] = [];
	let index = 0;
	while (index < text.length) {
		const code = text.codePointAt(index) ?? 0;
		const end = code === escapeCode || isBetween(code, 0x80, 0x9f) ? endOfSequence(text, index) : undefined;
		if (end !== undefined) {
			index = end;
			continue;
		}

		if (result.length >= maxLength) {
			if (maxLength > 0) result[maxLength - 1] = '…';
			break;
		}

		const isLineEnd = code === 0x0d && text.charCodeAt(index + 1) === 0x0a;
		if (!isLineEnd) result.push(visible(code, keepNewlines));
		index += code > 0xffff ? 2 : 1;
	}

	return result.join('');
}
