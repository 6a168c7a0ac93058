import {guestsOf} from '../../store/shown-monitor.js';
import type {AppState} from '../../store/state.js';
import {type Intent, toScreen} from '../intent.js';

const noGuests = (state: AppState): string | undefined =>
	guestsOf(state).length === 0 ? 'there is no guest to select' : undefined;

export const selectPrevious: Intent = {
	id: 'select-previous',
	title: 'Select the guest above',
	label: undefined,
	group: 'Guests',
	keys: ['up', 'k'],
	keyLabel: '↑ k',
	scopes: ['panes'],
	isDangerous: false,
	disabledBecause: noGuests,
	steps: () => [toScreen({kind: 'move-selection', by: -1})],
};

export const selectNext: Intent = {
	...selectPrevious,
	id: 'select-next',
	title: 'Select the guest below',
	keys: ['down', 'j'],
	keyLabel: '↓ j',
	steps: () => [toScreen({kind: 'move-selection', by: 1})],
};
