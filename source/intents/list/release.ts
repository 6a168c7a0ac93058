import {type Intent, toScreen} from '../intent.js';

export const release: Intent = {
	id: 'release',
	title: 'End the empty process that is left on the source: asks first',
	label: 'release',
	group: 'Migration',
	keys: ['r'],
	keyLabel: 'r',
	scopes: ['panes'],
	isDangerous: true,
	disabledBecause: ({migration}) =>
		migration?.phase === 'confirming' ? undefined : 'no process is left to be released by a migration',
	steps: () => [toScreen({kind: 'open-dialog', dialog: {kind: 'confirm-release'}})],
};
