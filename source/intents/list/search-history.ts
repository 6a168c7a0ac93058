import {always, type Intent, toScreen} from '../intent.js';

/** Enter does not send at once what a search found: it is read first. */
export const endSearch: Intent = {
	id: 'end-search',
	title: 'Take the line that a search found to the prompt',
	label: 'take it',
	group: 'Monitor',
	keys: ['return', 'escape'],
	keyLabel: 'Enter',
	scopes: ['prompt'],
	isMeant: ({ui}) => ui.prompt.search !== undefined,
	isDangerous: false,
	disabledBecause: always,
	steps: () => [toScreen({kind: 'edit-prompt', edit: {edit: 'end-search'}})],
};
