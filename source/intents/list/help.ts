import {always, type Intent, toScreen} from '../intent.js';

export const help: Intent = {
	id: 'help',
	title: 'Show this help',
	label: 'help',
	group: 'Screen',
	keys: ['?', 'f1'],
	keyLabel: '? F1',
	scopes: ['panes'],
	isDangerous: false,
	disabledBecause: always,
	steps: () => [toScreen({kind: 'open-dialog', dialog: {kind: 'help'}})],
};
