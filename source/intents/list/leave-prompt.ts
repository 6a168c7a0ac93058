import {always, type Intent, toScreen} from '../intent.js';

export const leavePrompt: Intent = {
	id: 'leave-prompt',
	title: 'Leave the monitor, back to the guests',
	label: 'leave',
	group: 'Monitor',
	keys: ['escape'],
	keyLabel: 'Esc',
	scopes: ['prompt'],
	isDangerous: false,
	disabledBecause: always,
	steps: () => [toScreen({kind: 'focus-pane', pane: 'guests'})],
};
