import {inputScope} from '../../store/selectors/input-scope.js';
import type {AppState} from '../../store/state.js';
import {eventNameOf} from '../../store/transcript/entry.js';
import {indexOfId} from '../../store/transcript/place.js';
import {shownListing} from '../../store/transcript/shown-entries.js';
import {availableSides, shownSides} from '../../store/transcript/sides.js';
import type {TranscriptStep} from '../../store/transcript/transcript-step.js';
import type {EventFilter} from '../../store/transcript/view.js';
import {always, type Intent, type Step, toScreen} from '../intent.js';

/** How a monitor's conversation is shown. */

const change = (step: TranscriptStep): Step => toScreen({kind: 'transcript', change: step});

const base = {
	label: undefined,
	group: 'Monitor',
	scopes: ['panes', 'prompt', 'scrollback'],
	isDangerous: false,
	disabledBecause: always,
} as const;

const bothSides: Intent = {
	...base,
	id: 'both-sides',
	title: 'Both monitors of a guest on two hosts, on one time line, or one of them',
	label(state) {
		const isMeant = inputScope(state) !== 'panes' && availableSides(state) !== undefined;
		return isMeant ? (shownSides(state) === undefined ? 'both' : 'one') : undefined;
	},
	keys: ['f4'],
	keyLabel: 'F4',
	disabledBecause: state =>
		availableSides(state) === undefined ? 'the selected guest has a process on one host only' : undefined,
	steps: state => [change({step: 'sides', sides: shownSides(state) === undefined ? 'both' : 'single'})],
};

const after: Readonly<Record<EventFilter['kind'], EventFilter>> = {
	all: {kind: 'events'},
	events: {kind: 'no-events'},
	'no-events': {kind: 'all'},
	named: {kind: 'all'},
};

const words: Readonly<Record<'all' | 'events' | 'no-events', string>> = {
	all: 'Everything is shown.',
	events: 'Only events are shown; F5 goes on.',
	'no-events': 'Events are hidden; F5 shows them again.',
};

const filterEvents: Intent = {
	...base,
	id: 'filter-events',
	title: 'Events only, no events, everything',
	keys: ['f5'],
	keyLabel: 'F5',
	steps({ui}) {
		const filter = after[ui.transcript.filter.kind];
		const text = filter.kind === 'named' ? undefined : words[filter.kind];
		return [change({step: 'filter', filter}), toScreen({kind: 'notice', text})];
	},
};

const eventAtCursor = (state: AppState): string | undefined => {
	const {entries} = shownListing(state);
	const {cursor} = state.ui.transcript;
	const entry = cursor && entries[indexOfId(entries, cursor.id)];
	return entry && eventNameOf(entry);
};

const filterByName: Intent = {
	...base,
	id: 'filter-by-name',
	title: 'Only events of the name under the cursor, or everything again',
	group: 'Looking back',
	keys: ['e'],
	keyLabel: 'e',
	scopes: ['scrollback'],
	disabledBecause: state =>
		state.ui.transcript.filter.kind === 'named' || eventAtCursor(state) !== undefined
			? undefined
			: 'the cursor is on no event',
	steps(state) {
		const name = eventAtCursor(state);
		const isNamed = state.ui.transcript.filter.kind === 'named';
		return [change({step: 'filter', filter: isNamed || name === undefined ? {kind: 'all'} : {kind: 'named', name}})];
	},
};

const showTimes: Intent = {
	...base,
	id: 'show-times',
	title: "Time stamps of this machine's clock on every line, or on events only",
	keys: ['f6'],
	keyLabel: 'F6',
	steps: ({ui}) => [
		change({step: 'times'}),
		toScreen({
			kind: 'notice',
			text: ui.transcript.showsTimes
				? 'Times stand at events only.'
				: "Times are of this machine's clock; an event whose host's clock says something else tells it.",
		}),
	],
};

const clear: Intent = {
	...base,
	id: 'clear-monitor',
	title: 'Clear the monitor; looking back still shows what was there',
	keys: ['ctrl+l'],
	keyLabel: 'Ctrl+L',
	steps: () => [change({step: 'clear'})],
};

export const monitorView: readonly Intent[] = [bothSides, filterEvents, filterByName, showTimes, clear];
