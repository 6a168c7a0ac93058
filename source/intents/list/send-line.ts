import {shownMonitor} from '../../store/shown-monitor.js';
import {type Intent, toEngine, toScreen} from '../intent.js';

export const sendLine: Intent = {
	id: 'send-line',
	title: 'Send the line to the monitor, as it was typed',
	label: 'send',
	group: 'Monitor',
	keys: ['return'],
	keyLabel: 'Enter',
	scopes: ['prompt'],
	isDangerous: true,
	disabledBecause: ({ui}) => (ui.prompt.text.trim() === '' ? 'nothing was typed' : undefined),
	steps(state) {
		const shown = shownMonitor(state);
		return shown?.monitor === undefined
			? []
			: [
					toEngine({
						kind: 'send-line',
						guest: shown.guest.key,
						language: shown.monitor.language,
						line: state.ui.prompt.text,
					}),
					toScreen({kind: 'edit-prompt', edit: {edit: 'accept-line'}}),
				];
	},
};
