import {always, type Intent, toScreen} from '../intent.js';

export const nextPane: Intent = {
	id: 'next-pane',
	title: 'Go to the next pane',
	label: 'pane',
	group: 'Screen',
	keys: ['tab'],
	keyLabel: 'Tab',
	scopes: ['panes', 'prompt', 'scrollback'],
	isDangerous: false,
	disabledBecause: always,
	steps: () => [toScreen({kind: 'focus-next-pane', direction: 1})],
};

export const previousPane: Intent = {
	...nextPane,
	id: 'previous-pane',
	title: 'Go to the pane before',
	label: undefined,
	keys: ['shift+tab'],
	keyLabel: 'Shift+Tab',
	steps: () => [toScreen({kind: 'focus-next-pane', direction: -1})],
};
