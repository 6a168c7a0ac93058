import type {PromptState} from './prompt-state.js';

/** The next line in a direction that begins as the draft does, and is not what stands there already. */
const findLine = (
	{text, draft}: PromptState,
	history: readonly string[],
	from: number,
	by: 1 | -1,
): number | undefined => {
	const beginning = draft.text.slice(0, draft.cursor);
	for (let index = from + by; index >= 0 && index < history.length; index += by) {
		const line = history[index];
		if (line?.startsWith(beginning) && line !== text) {
			return index;
		}
	}

	return undefined;
};

/**
Walks through the lines of the history that begin with what stands before the cursor. The new line is kept and comes back behind the newest.
@param history Oldest first.
*/
export const walkHistory = (prompt: PromptState, history: readonly string[], by: 1 | -1): PromptState => {
	const {historyIndex} = prompt;
	if (historyIndex === undefined && by === 1) {
		return prompt;
	}

	const started = historyIndex === undefined ? {...prompt, draft: {text: prompt.text, cursor: prompt.cursor}} : prompt;
	const index = findLine(started, history, historyIndex ?? history.length, by);
	const line = index === undefined ? undefined : history[index];
	if (line !== undefined) {
		return {...started, historyIndex: index, text: line, cursor: line.length};
	}

	return by === -1 ? prompt : {...prompt, historyIndex: undefined, ...prompt.draft};
};
