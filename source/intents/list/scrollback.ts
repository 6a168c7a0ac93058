import {inputScope} from '../../store/selectors/input-scope.js';
import type {AppState} from '../../store/state.js';
import {copyAtCursor, copyCommand} from '../../store/transcript/copy.js';
import {isFolded, linesOf} from '../../store/transcript/entry.js';
import {indexOfId} from '../../store/transcript/place.js';
import {findMatch} from '../../store/transcript/search.js';
import {shownListing} from '../../store/transcript/shown-entries.js';
import type {TranscriptStep} from '../../store/transcript/transcript-step.js';
import {always, type Intent, type Step, toScreen} from '../intent.js';

/** Looking back at a monitor's conversation: a cursor, folds, search and copies. */

const linesOfPage = 8;

const change = (step: TranscriptStep): Step => toScreen({kind: 'transcript', change: step});
const nothingSaid = (state: AppState): string | undefined =>
	shownListing(state).entries.length === 0 ? 'nothing was said at this monitor yet' : undefined;

const base = {
	label: undefined,
	group: 'Looking back',
	scopes: ['scrollback'],
	isDangerous: false,
	disabledBecause: always,
} as const;

const lookBack: Intent = {
	...base,
	id: 'look-back',
	title: 'Look back at the conversation with a cursor: fold, search, copy',
	label: state => (inputScope(state) === 'prompt' ? 'look back' : undefined),
	group: 'Monitor',
	keys: ['f3'],
	keyLabel: 'F3',
	scopes: ['panes', 'prompt'],
	disabledBecause: nothingSaid,
	steps: () => [toScreen({kind: 'focus-pane', pane: 'monitor'}), change({step: 'look-back'})],
};

/** No command of either language begins with a slash. */
const searchFromPrompt: Intent = {
	...base,
	id: 'search-from-prompt',
	title: 'At an empty prompt: search the conversation',
	group: 'Monitor',
	keys: ['/'],
	keyLabel: '/',
	scopes: ['prompt'],
	isMeant: ({ui: {prompt}}) => prompt.text === '' && prompt.search === undefined,
	disabledBecause: nothingSaid,
	steps: () => [change({step: 'begin-search'})],
};

const move = (id: string, title: string, keys: readonly string[], keyLabel: string, step: TranscriptStep): Intent => ({
	...base,
	id,
	title,
	keys,
	keyLabel,
	steps: () => [change(step)],
});

const entryAtCursor = (state: AppState) => {
	const {entries} = shownListing(state);
	const {cursor} = state.ui.transcript;
	return cursor && entries[indexOfId(entries, cursor.id)];
};

const fold: Intent = {
	...base,
	id: 'fold',
	title: 'Show a long reply whole, or fold it again',
	label: state => {
		const entry = entryAtCursor(state);
		return entry !== undefined && isFolded(entry, state.ui.transcript.unfolded) ? 'unfold' : 'fold';
	},
	keys: ['space', 'return'],
	keyLabel: 'Space Enter',
	disabledBecause(state) {
		const entry = entryAtCursor(state);
		const isLong = entry !== undefined && linesOf(entry).length > 1 && entry.kind !== 'command';
		return isLong ? undefined : 'the cursor is on no long reply';
	},
	steps: () => [change({step: 'fold'})],
};

const foldLast: Intent = {
	...base,
	id: 'fold-last',
	title: 'Show the latest long reply whole, or fold it again',
	group: 'Monitor',
	keys: ['ctrl+o'],
	keyLabel: 'Ctrl+O',
	scopes: ['panes', 'prompt'],
	disabledBecause: nothingSaid,
	steps: () => [change({step: 'fold'})],
};

const search: Intent = {
	...base,
	id: 'search',
	title: 'Search back; a capital letter makes case count',
	label: 'search',
	keys: ['/'],
	keyLabel: '/',
	steps: () => [change({step: 'begin-search'})],
};

const acceptSearch: Intent = {
	...base,
	id: 'accept-search',
	title: 'Of a search: stay at what was found',
	label: 'stay',
	keys: ['return'],
	keyLabel: 'Enter',
	scopes: ['search'],
	steps: () => [change({step: 'accept-search'})],
};

const dropSearch: Intent = {
	...acceptSearch,
	id: 'drop-search',
	title: 'Of a search: back to where it began',
	label: 'back',
	keys: ['escape'],
	keyLabel: 'Esc',
	steps: () => [change({step: 'drop-search'})],
};

const findNext = (id: string, title: string, key: string, direction: 1 | -1, label?: string): Intent => ({
	...base,
	id,
	title,
	label: ({ui}) => (ui.transcript.search === '' ? undefined : label),
	keys: [key],
	keyLabel: key,
	disabledBecause(state) {
		const {cursor, search: text} = state.ui.transcript;
		if (text === '') {
			return 'nothing was searched for (/)';
		}

		const found = cursor && findMatch(shownListing(state), cursor, text, direction, false);
		return found === undefined ? `"${text}" is nowhere in this conversation` : undefined;
	},
	steps: () => [change({step: 'find', direction})],
});

const mark: Intent = {
	...base,
	id: 'mark',
	title: 'Begin or drop a selection of lines',
	label: ({ui}) => (ui.transcript.anchor === undefined ? 'select' : 'drop'),
	keys: ['v'],
	keyLabel: 'v',
	steps: () => [change({step: 'mark'})],
};

const copySteps = (copied: ReturnType<typeof copyAtCursor>): readonly Step[] =>
	copied === undefined ? [] : [{to: 'clipboard', ...copied}];

const copy: Intent = {
	...base,
	id: 'copy',
	title: 'Copy the selection, or the whole reply of the cursor, to the clipboard of the terminal',
	label: 'copy',
	keys: ['y'],
	keyLabel: 'y',
	disabledBecause: nothingSaid,
	steps: state => copySteps(copyAtCursor(state)),
};

const copyLastCommand: Intent = {
	...base,
	id: 'copy-command',
	title: 'Copy the command above the cursor',
	keys: ['c'],
	keyLabel: 'c',
	disabledBecause: state => (copyCommand(state) === undefined ? 'no command was sent before this line' : undefined),
	steps: state => copySteps(copyCommand(state)),
};

const stopLooking: Intent = {
	...base,
	id: 'stop-looking',
	title: 'Back to the prompt',
	label: 'prompt',
	keys: ['escape', 'q', 'i', 'f3'],
	keyLabel: 'Esc q',
	steps: () => [change({step: 'stop-looking'})],
};

/** The ways there, and what needs no cursor. */
export const toScrollback: readonly Intent[] = [lookBack, searchFromPrompt, foldLast];

export const scrollback: readonly Intent[] = [
	stopLooking,
	fold,
	search,
	findNext('find-back', 'To the match before, further back', 'n', -1, 'next'),
	findNext('find-forward', 'To the match after', 'N', 1),
	copy,
	copyLastCommand,
	mark,
	move('look-up', 'A line up', ['up', 'k'], '↑ k', {step: 'move', by: -1}),
	move('look-down', 'A line down', ['down', 'j'], '↓ j', {step: 'move', by: 1}),
	move('look-page-up', 'A page up', ['pageup', 'b'], 'PgUp b', {step: 'move', by: -linesOfPage}),
	move('look-page-down', 'A page down', ['pagedown'], 'PgDn', {step: 'move', by: linesOfPage}),
	move('look-first', 'To the first line', ['home', 'g'], 'Home g', {step: 'move-to', end: 'first'}),
	move('look-last', 'To the last line', ['end', 'G'], 'End G', {step: 'move-to', end: 'last'}),
	acceptSearch,
	dropSearch,
];
