import {depthAt, readRequest} from '../../domain/json-text/typed-request.js';
import {shownMonitor} from '../../store/shown-monitor.js';
import type {AppState} from '../../store/state.js';
import {always, type Intent, type Step, toEngine, toScreen} from '../intent.js';

const requestOf = (state: AppState) =>
	readRequest(shownMonitor(state)?.monitor?.language ?? 'hmp', state.ui.prompt.text);

/** Two columns for each bracket that is open. */
const indentation = (depth: number): string => '  '.repeat(depth);

const newLine = ({ui: {prompt}}: AppState): Step =>
	toScreen({
		kind: 'edit-prompt',
		edit: {edit: 'insert', text: `\n${indentation(depthAt(prompt.text, prompt.cursor))}`},
	});

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
		if (shown?.monitor === undefined) {
			return [];
		}

		const request = requestOf(state);
		if (request.kind === 'broken') {
			const {at, why} = request;
			return [toScreen({kind: 'edit-prompt', edit: {edit: 'show-mistake', at, why}})];
		}

		return [
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

export const continueRequest: Intent = {
	id: 'continue-request',
	title: 'Go on below while brackets of a QMP request are open',
	label: 'next line',
	group: 'Monitor',
	keys: ['return'],
	keyLabel: 'Enter',
	scopes: ['prompt'],
	isMeant: state => requestOf(state).kind === 'open',
	isDangerous: false,
	disabledBecause: always,
	steps: state => [newLine(state)],
};

export const breakLine: Intent = {
	id: 'break-line',
	title: 'Begin a new line in a QMP request',
	label: undefined,
	group: 'Monitor',
	keys: ['alt+return'],
	keyLabel: 'Alt+Enter',
	scopes: ['prompt'],
	isDangerous: false,
	disabledBecause: state =>
		shownMonitor(state)?.monitor?.language === 'qmp' ? undefined : 'HMP commands are one line each',
	steps: state => [newLine(state)],
};
