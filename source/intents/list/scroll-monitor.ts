import {always, type Intent, toScreen} from '../intent.js';

/** Less than the smallest monitor pane, so that a line or two stay in sight. */
const linesAtOnce = 8;

export const scrollMonitorBack: Intent = {
	id: 'scroll-monitor-back',
	title: 'Scroll the monitor back',
	label: undefined,
	group: 'Monitor',
	keys: ['pageup'],
	keyLabel: 'PgUp',
	scopes: ['panes', 'prompt'],
	isDangerous: false,
	disabledBecause: always,
	steps: () => [toScreen({kind: 'scroll-transcript', by: -linesAtOnce})],
};

export const scrollMonitorForward: Intent = {
	...scrollMonitorBack,
	id: 'scroll-monitor-forward',
	title: 'Scroll the monitor forward',
	keys: ['pagedown'],
	keyLabel: 'PgDn',
	steps: () => [toScreen({kind: 'scroll-transcript', by: linesAtOnce})],
};
