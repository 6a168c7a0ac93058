import type {PromptState} from './prompt.js';
import type {PromptEdit} from './ui-action.js';

/** Lines remembered; the oldest go first. */
const longestHistory = 500;
/** QEMU's own line editor takes 4095 characters; a QMP line may be longer, a pasted file is a mistake. */
const longestLine = 16_384;

const segmenter = new Intl.Segmenter();

/** Where the character before or after a position ends, in whole characters as a person sees them. */
const before = (text: string, at: number): number =>
	at - ([...segmenter.segment(text.slice(0, at))].at(-1)?.segment.length ?? 0);
const after = (text: string, at: number): number =>
	at + (segmenter.segment(text.slice(at))[Symbol.iterator]().next().value?.segment.length ?? 0);

const isSpace = (character: string): boolean => character.trim() === '';
const isLetter = (character: string): boolean => /[\p{L}\p{N}]/u.test(character);

/** Walks back over characters that are not part of a word, then over the word. */
const startOf = (text: string, at: number, isPart: (character: string) => boolean): number => {
	let start = at;
	while (start > 0 && !isPart(text[start - 1] ?? '')) start--;
	while (start > 0 && isPart(text[start - 1] ?? '')) start--;
	return start;
};

const endOf = (text: string, at: number, isPart: (character: string) => boolean): number => {
	let end = at;
	while (end < text.length && !isPart(text[end] ?? '')) end++;
	while (end < text.length && isPart(text[end] ?? '')) end++;
	return end;
};

const moved = (prompt: PromptState, cursor: number): PromptState => ({...prompt, cursor});

const cut = (prompt: PromptState, from: number, to: number): PromptState => ({
	...prompt,
	text: prompt.text.slice(0, from) + prompt.text.slice(to),
	cursor: from,
});

const insert = (prompt: PromptState, added: string): PromptState => {
	const room = longestLine - prompt.text.length;
	const text = added.slice(0, Math.max(0, room));
	return {
		...prompt,
		text: prompt.text.slice(0, prompt.cursor) + text + prompt.text.slice(prompt.cursor),
		cursor: prompt.cursor + text.length,
	};
};

const recall = (prompt: PromptState, historyIndex: number | undefined): PromptState => {
	const text = historyIndex === undefined ? '' : (prompt.history[historyIndex] ?? '');
	return {...prompt, historyIndex, text, cursor: text.length};
};

const walkHistory = (prompt: PromptState, by: 1 | -1): PromptState => {
	const index = (prompt.historyIndex ?? prompt.history.length) + by;
	if (index < 0 || (by === 1 && prompt.historyIndex === undefined)) {
		return prompt;
	}

	return recall(prompt, index >= prompt.history.length ? undefined : index);
};

/** An empty line and the repetition of the last one are not worth remembering. */
const accept = ({text, history}: PromptState): PromptState => ({
	text: '',
	cursor: 0,
	historyIndex: undefined,
	history: text.trim() === '' || text === history.at(-1) ? history : [...history, text].slice(-longestHistory),
});

/** One edit of the line, as readline does it. */
export const editPrompt = (prompt: PromptState, edit: PromptEdit): PromptState => {
	const {text, cursor} = prompt;
	switch (edit.edit) {
		case 'insert':
			return insert(prompt, edit.text);
		case 'backward-char':
			return moved(prompt, before(text, cursor));
		case 'forward-char':
			return moved(prompt, after(text, cursor));
		case 'beginning-of-line':
			return moved(prompt, 0);
		case 'end-of-line':
			return moved(prompt, text.length);
		case 'backward-word':
			return moved(prompt, startOf(text, cursor, isLetter));
		case 'forward-word':
			return moved(prompt, endOf(text, cursor, isLetter));
		case 'backward-delete-char':
			return cut(prompt, before(text, cursor), cursor);
		case 'delete-char':
			return moved(cut(prompt, cursor, after(text, cursor)), cursor);
		case 'kill-line':
			return cut(prompt, cursor, text.length);
		case 'unix-line-discard':
			return cut(prompt, 0, cursor);
		case 'unix-word-rubout':
			return cut(
				prompt,
				startOf(text, cursor, character => !isSpace(character)),
				cursor,
			);
		case 'previous-history':
			return walkHistory(prompt, -1);
		case 'next-history':
			return walkHistory(prompt, 1);
		case 'accept-line':
			return accept(prompt);
		default: {
			const never: never = edit;
			return never;
		}
	}
};
