import {otherLanguage} from '../../store/shown-monitor.js';
import {type Intent, toScreen} from '../intent.js';

export const swapLanguage: Intent = {
	id: 'swap-language',
	title: 'Swap between the HMP and the QMP monitor of the selected guest',
	label: 'HMP/QMP',
	group: 'Monitor',
	keys: ['f2'],
	keyLabel: 'F2',
	scopes: ['panes', 'prompt', 'scrollback'],
	isDangerous: false,
	disabledBecause: state =>
		otherLanguage(state) === undefined ? 'the selected guest has no second monitor in the other language' : undefined,
	steps(state) {
		const language = otherLanguage(state);
		return language === undefined ? [] : [toScreen({kind: 'choose-monitor-language', language})];
	},
};
