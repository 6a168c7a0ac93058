import type {Candidate} from '../../domain/completion/candidate.js';

/** The text and the cursor in it, in UTF-16 units, never inside a character as a person sees it. */
export type EditedText = {readonly text: string; readonly cursor: number};

/** A search through the history, as readline's Ctrl+R. */
export type HistorySearch = {
	readonly query: string;
	readonly direction: 'reverse' | 'forward';
	/** Index into the history of the line that is shown; `undefined` before one was found. */
	readonly at: number | undefined;
	/** Nothing further has the query in it. */
	readonly hasFailed: boolean;
	/** What stood at the prompt before: Ctrl+G brings it back. */
	readonly before: EditedText;
};

/** An open list of what could stand here. */
export type OpenCompletion = {
	/** Where the word begins, and what of it was typed. */
	readonly from: number;
	readonly typed: string;
	readonly candidates: readonly Candidate[];
	/** The one that Tab has put in; `undefined` while only what they have in common stands there. */
	readonly chosen: number | undefined;
};

/** Why a line was not sent, and at which character of it. */
export type SyntaxMistake = {readonly at: number; readonly why: string};

/** The line being typed at a monitor's prompt. */
export type PromptState = EditedText & {
	/** Index into the history while it is walked through; `undefined` at the new line. */
	readonly historyIndex: number | undefined;
	/** The new line, while an earlier one stands in its place; only lines that begin as it does before its cursor are shown. */
	readonly draft: EditedText;
	/** What was cut, newest last. */
	readonly killRing: readonly string[];
	/** Where the text put in by the last edit lies, if that was a yank, and which entry of the ring it is. */
	readonly yanked: {readonly from: number; readonly ringIndex: number} | undefined;
	/** What the last edit was, where the next one may belong to it: kills add up, letters are undone together. */
	readonly lastEdit: 'kill' | 'type' | undefined;
	/** Earlier states, newest last. */
	readonly undo: readonly EditedText[];
	readonly search: HistorySearch | undefined;
	readonly completion: OpenCompletion | undefined;
	readonly mistake: SyntaxMistake | undefined;
};

export const emptyPrompt: PromptState = {
	text: '',
	cursor: 0,
	historyIndex: undefined,
	draft: {text: '', cursor: 0},
	killRing: [],
	yanked: undefined,
	lastEdit: undefined,
	undo: [],
	search: undefined,
	completion: undefined,
	mistake: undefined,
};

/** An empty line, which keeps only what was cut: for another guest, another language, and after a line was sent. */
export const clearPrompt = ({killRing}: PromptState): PromptState => ({...emptyPrompt, killRing});
