/** The line being typed at a monitor's prompt. Cursor in UTF-16 units, always between 0 and the length. */
export type PromptState = {
	readonly text: string;
	readonly cursor: number;
	/** Earlier lines, oldest first. */
	readonly history: readonly string[];
	/** Index into the history while it is walked through; `undefined` at the new line. */
	readonly historyIndex: number | undefined;
};

export const emptyPrompt: PromptState = {text: '', cursor: 0, history: [], historyIndex: undefined};
