import {always, type Intent, toScreen} from '../intent.js';

const linesOfPage = 8;

const scroll = (id: string, title: string, keys: readonly string[], keyLabel: string, by: number): Intent => ({
	id,
	title,
	label: undefined,
	group: 'Dialogs',
	keys,
	keyLabel,
	scopes: ['dialog'],
	isDangerous: false,
	disabledBecause: always,
	steps: () => [toScreen({kind: 'scroll-dialog', by})],
});

export const scrollDialog: readonly Intent[] = [
	scroll('scroll-dialog-up', 'Scroll the dialog up', ['up'], '↑', -1),
	scroll('scroll-dialog-down', 'Scroll the dialog down', ['down', 'j'], '↓ j', 1),
	scroll('page-dialog-up', 'Scroll the dialog up by a page', ['pageup'], 'PgUp', -linesOfPage),
	scroll('page-dialog-down', 'Scroll the dialog down by a page', ['pagedown', 'space'], 'PgDn', linesOfPage),
];
