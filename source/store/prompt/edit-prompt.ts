import {charAfter, charBefore, isNoSpace, lineEnd, lineStart, wordEnd, wordStart} from './boundaries.js';
import {capitalize, changeWord, cutOut, insertText, otherLine, transposeChars, transposeWords} from './change-text.js';
import {kill, yank, yankPop} from './kill-ring.js';
import type {PromptEdit, PromptEditName} from './prompt-edit.js';
import {clearPrompt, type EditedText, type PromptState} from './prompt-state.js';
import {searchFor, searchOn, withoutLastChar} from './search-history.js';
import {walkHistory} from './walk-history.js';

/** Steps that can be undone; the oldest go first. */
const longestUndo = 200;

/** What a move needs to know of the line; pieces to cut are told as [from, to]. */
type Piece = readonly [from: number, to: number];

const moves: Readonly<Partial<Record<PromptEdit['edit'], (text: string, cursor: number) => number>>> = {
	'backward-char': charBefore,
	'forward-char': charAfter,
	'beginning-of-line': lineStart,
	'end-of-line': lineEnd,
	'backward-word': (text, cursor) => wordStart(text, cursor),
	'forward-word': (text, cursor) => wordEnd(text, cursor),
};

const kills: Readonly<Partial<Record<PromptEdit['edit'], (text: string, cursor: number) => Piece>>> = {
	// At the end of a line its line break goes.
	'kill-line': (text, cursor) => [cursor, Math.max(lineEnd(text, cursor), Math.min(cursor + 1, text.length))],
	'unix-line-discard': (text, cursor) => [lineStart(text, cursor), cursor],
	'unix-word-rubout': (text, cursor) => [wordStart(text, cursor, isNoSpace), cursor],
	'kill-word': (text, cursor) => [cursor, wordEnd(text, cursor)],
	'backward-kill-word': (text, cursor) => [wordStart(text, cursor), cursor],
};

const changes: Readonly<Partial<Record<PromptEdit['edit'], (at: EditedText) => EditedText>>> = {
	'backward-delete-char': at => cutOut(at, charBefore(at.text, at.cursor), at.cursor),
	'delete-char': at => cutOut(at, at.cursor, charAfter(at.text, at.cursor)),
	'transpose-chars': transposeChars,
	'transpose-words': transposeWords,
	'upcase-word': at => changeWord(at, word => word.toUpperCase()),
	'downcase-word': at => changeWord(at, word => word.toLowerCase()),
	'capitalize-word': at => changeWord(at, capitalize),
};

const undo = (prompt: PromptState): PromptState => {
	const last = prompt.undo.at(-1);
	return last === undefined ? prompt : {...prompt, ...last, undo: prompt.undo.slice(0, -1)};
};

/** Remembers how it was, unless this letter belongs to the word that is being typed. */
const remembering = (before: PromptState, after: PromptState): PromptState => {
	const isSameWord = before.lastEdit === 'type' && after.lastEdit === 'type';
	return after.text === before.text || isSameWord
		? after
		: {...after, undo: [...before.undo, {text: before.text, cursor: before.cursor}].slice(-longestUndo)};
};

const insert = (prompt: PromptState, text: string): PromptState => ({
	...prompt,
	...insertText(prompt, text),
	// A space begins the next step of undo.
	lastEdit: text.length === 1 && text !== ' ' ? 'type' : undefined,
});

const vertical = (prompt: PromptState, history: readonly string[], by: 1 | -1): PromptState => {
	const line = otherLine(prompt, by);
	return line === undefined ? walkHistory(prompt, history, by) : {...prompt, cursor: line};
};

const abort = (prompt: PromptState): PromptState => {
	const {search, completion} = prompt;
	if (search !== undefined) {
		return {...prompt, ...search.before, search: undefined};
	}

	if (completion !== undefined) {
		const {from, typed} = completion;
		const text = prompt.text.slice(0, from) + typed + prompt.text.slice(prompt.cursor);
		return {...prompt, text, cursor: from + typed.length, completion: undefined};
	}

	return prompt;
};

/** What a key does to the query of a search; `undefined` for keys that end it. */
const inSearch = (prompt: PromptState, edit: PromptEdit, history: readonly string[]): PromptState | undefined => {
	switch (edit.edit) {
		case 'insert':
			return searchFor(prompt, history, query => query + edit.text);
		case 'backward-delete-char':
			return searchFor(prompt, history, withoutLastChar);
		case 'reverse-search-history':
			return searchOn(prompt, history, 'reverse');
		case 'forward-search-history':
			return searchOn(prompt, history, 'forward');
		case 'abort':
			return abort(prompt);
		default:
			return undefined;
	}
};

const apply = (prompt: PromptState, edit: PromptEdit, before: PromptState, history: readonly string[]): PromptState => {
	const {text, cursor} = prompt;
	const move = moves[edit.edit];
	if (move) {
		return {...prompt, cursor: move(text, cursor)};
	}

	const piece = kills[edit.edit]?.(text, cursor);
	if (piece) {
		return kill({...prompt, lastEdit: before.lastEdit}, ...piece);
	}

	const change = changes[edit.edit];
	if (change) {
		return {...prompt, ...change(prompt)};
	}

	switch (edit.edit) {
		case 'insert':
			return insert(prompt, edit.text);
		case 'show-mistake':
			return {...prompt, cursor: Math.min(edit.at, text.length), mistake: {at: edit.at, why: edit.why}};
		case 'yank':
			return yank(prompt);
		case 'yank-pop':
			return yankPop({...prompt, yanked: before.yanked});
		case 'previous-history':
			return vertical(prompt, history, -1);
		case 'next-history':
			return vertical(prompt, history, 1);
		case 'reverse-search-history':
			return searchOn(prompt, history, 'reverse');
		case 'forward-search-history':
			return searchOn(prompt, history, 'forward');
		default:
			return prompt;
	}
};

/** They do not leave the line of the history that is shown, and are no step of undo. */
const historyEdits: ReadonlySet<PromptEdit['edit']> = new Set<PromptEditName>([
	'previous-history',
	'next-history',
	'reverse-search-history',
	'forward-search-history',
]);

/**
One edit of the line, as readline does it.
@param history Lines sent earlier, oldest first; a line without one has no search either.
*/
export const editPrompt = (prompt: PromptState, edit: PromptEdit, history?: readonly string[]): PromptState => {
	if (history === undefined && historyEdits.has(edit.edit)) {
		return prompt;
	}

	return editWith(prompt, edit, history ?? []);
};

const editWith = (prompt: PromptState, edit: PromptEdit, history: readonly string[]): PromptState => {
	if (edit.edit === 'accept-line') {
		return clearPrompt(prompt);
	}

	if (prompt.search !== undefined) {
		const searched = inSearch(prompt, edit, history);
		if (searched !== undefined) {
			return searched;
		}
	}

	if (edit.edit === 'abort') {
		return abort(prompt);
	}

	const fresh: PromptState = {
		...prompt,
		lastEdit: undefined,
		yanked: undefined,
		search: undefined,
		completion: undefined,
		mistake: undefined,
	};
	if (edit.edit === 'undo') {
		return undo(fresh);
	}

	const edited = apply(fresh, edit, prompt, history);
	if (historyEdits.has(edit.edit)) {
		return edited;
	}

	const isChanged = edited.text !== prompt.text;
	return remembering(prompt, isChanged ? {...edited, historyIndex: undefined} : edited);
};
