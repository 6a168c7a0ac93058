import {charBefore} from './boundaries.js';
import type {HistorySearch, PromptState} from './prompt-state.js';

const find = (
	history: readonly string[],
	{query, direction}: Pick<HistorySearch, 'query' | 'direction'>,
	from: number,
): number | undefined => {
	const by = direction === 'reverse' ? -1 : 1;
	for (let index = from; index >= 0 && index < history.length; index += by) {
		if (history[index]?.includes(query)) {
			return index;
		}
	}

	return undefined;
};

const show = (prompt: PromptState, search: HistorySearch, history: readonly string[], from: number): PromptState => {
	if (search.query === '') {
		return {...prompt, ...search.before, search: {...search, at: undefined, hasFailed: false}};
	}

	const at = find(history, search, from);
	const line = at === undefined ? undefined : history[at];
	return line === undefined
		? {...prompt, search: {...search, hasFailed: true}}
		: {
				...prompt,
				text: line,
				cursor: line.indexOf(search.query),
				historyIndex: undefined,
				search: {...search, at, hasFailed: false},
			};
};

/** Begins a search, or goes on to the next line that has the query in it. */
export const searchOn = (
	prompt: PromptState,
	history: readonly string[],
	direction: HistorySearch['direction'],
): PromptState => {
	const {search} = prompt;
	if (search === undefined) {
		const before = {text: prompt.text, cursor: prompt.cursor};
		return {...prompt, search: {query: '', direction, at: undefined, hasFailed: false, before}};
	}

	const {at} = search;
	const by = direction === 'reverse' ? -1 : 1;
	const end = direction === 'reverse' ? history.length - 1 : 0;
	return show(prompt, {...search, direction}, history, at === undefined ? end : at + by);
};

/** The query with something more or something less; the line that is shown stays where it still fits. */
export const searchFor = (
	prompt: PromptState,
	history: readonly string[],
	change: (query: string) => string,
): PromptState => {
	const {search} = prompt;
	if (search === undefined) {
		return prompt;
	}

	const query = change(search.query);
	const isShorter = query.length < search.query.length;
	const end = search.direction === 'reverse' ? history.length - 1 : 0;
	return show(prompt, {...search, query}, history, isShorter ? end : (search.at ?? end));
};

export const withoutLastChar = (query: string): string => query.slice(0, charBefore(query, query.length));
