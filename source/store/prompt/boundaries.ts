/** Where characters, words and lines of a text begin and end, in UTF-16 units. */

const segmenter = new Intl.Segmenter();

/** More than any character as a person sees it: only so much is looked at, so that a key costs the same in a long text. */
const longestCharacter = 64;

/** The start of the character before a position. */
export const charBefore = (text: string, at: number): number => {
	const near = text.slice(Math.max(0, at - longestCharacter), at);
	return at - ([...segmenter.segment(near)].at(-1)?.segment.length ?? 0);
};

/** The end of the character at a position. */
export const charAfter = (text: string, at: number): number => {
	const near = text.slice(at, at + longestCharacter);
	return at + (segmenter.segment(near)[Symbol.iterator]().next().value?.segment.length ?? 0);
};

type IsPart = (character: string) => boolean;

/** What separates words for Ctrl+W. */
export const isSpace: IsPart = character => character.trim() === '';
export const isNoSpace: IsPart = character => !isSpace(character);
/** Marks belong to the letter before them. */
export const isLetter: IsPart = character => /^[\p{L}\p{N}\p{M}]/u.test(character);

/** Walks back over what is not part of a word, then over the word. */
export const wordStart = (text: string, at: number, isPart: IsPart = isLetter): number => {
	let start = at;
	let isInside = false;
	while (start > 0) {
		const previous = charBefore(text, start);
		const isWord = isPart(text.slice(previous, start));
		if (isInside && !isWord) {
			break;
		}

		isInside ||= isWord;
		start = previous;
	}

	return start;
};

/** Walks on over what is not part of a word, then over the word. */
export const wordEnd = (text: string, at: number, isPart: IsPart = isLetter): number => {
	let end = at;
	let isInside = false;
	while (end < text.length) {
		const next = charAfter(text, end);
		const isWord = isPart(text.slice(end, next));
		if (isInside && !isWord) {
			break;
		}

		isInside ||= isWord;
		end = next;
	}

	return end;
};

export const lineStart = (text: string, at: number): number => (at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1);

export const lineEnd = (text: string, at: number): number => {
	const end = text.indexOf('\n', at);
	return end < 0 ? text.length : end;
};
