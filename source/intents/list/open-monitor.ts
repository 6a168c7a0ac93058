import {shownMonitor} from '../../store/shown-monitor.js';
import {type Intent, toScreen} from '../intent.js';

export const openMonitor: Intent = {
	id: 'open-monitor',
	title: 'Type to the monitor of the selected guest',
	label: 'monitor',
	group: 'Guests',
	keys: ['return'],
	keyLabel: 'Enter',
	scopes: ['panes'],
	isDangerous: false,
	disabledBecause(state) {
		const shown = shownMonitor(state);
		if (shown === undefined) {
			return 'no guest is selected';
		}

		return shown.monitor === undefined ? `${shown.guest.name} has no monitor that can be attached to` : undefined;
	},
	steps: () => [toScreen({kind: 'focus-pane', pane: 'monitor'})],
};
