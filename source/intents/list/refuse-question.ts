import {always, type Intent, toEngine} from '../intent.js';

export const refuseQuestion: Intent = {
	id: 'refuse-question',
	title: 'Answer no question of a connection: this host is not connected',
	label: 'do not connect',
	group: 'Dialogs',
	keys: ['escape'],
	keyLabel: 'Esc',
	scopes: ['question'],
	isDangerous: false,
	disabledBecause: always,
	steps: ({questions}) =>
		questions[0] === undefined ? [] : [toEngine({kind: 'answer-question', id: questions[0].id, answer: undefined})],
};
