import {isJson, readRequest} from '../domain/json-text/typed-request.js';
import {sanitize} from '../lib/sanitize.js';
import type {MonitorLanguage} from '../protocol/facts.js';
import {shownMonitor} from '../store/shown-monitor.js';
import type {AppState} from '../store/state.js';
import {type Step, toScreen} from './intent.js';

const longestPaste = 16_384;

const insert = (text: string): Step => toScreen({kind: 'edit-prompt', edit: {edit: 'insert', text}});

/** Several requests, one a line, are no request of several lines. */
const isOneRequest = (language: MonitorLanguage, text: string): boolean =>
	isJson(language, text) &&
	(readRequest(language, text).kind !== 'broken' ||
		!text.split('\n').every(line => line.trim() === '' || readRequest(language, line).kind === 'whole'));

/**
What pasted text does. Its line breaks send nothing: a request over several lines stays one, several lines are sent one by one
after a yes, and one line stands at the prompt to be read first.
*/
export const pasteSteps = (state: AppState, pasted: string): readonly Step[] => {
	const {text, cursor, search} = state.ui.prompt;
	const clean = sanitize(pasted.replaceAll(/\r\n?/g, '\n'), {maxLength: longestPaste, keepNewlines: true}).trimEnd();
	const shown = shownMonitor(state);
	const whole = text.slice(0, cursor) + clean + text.slice(cursor);
	const lines = whole.split('\n').filter(line => line.trim() !== '');
	if (shown?.monitor === undefined || search !== undefined || lines.length < 2) {
		return [insert(clean.replaceAll(/\s*\n\s*/g, ' '))];
	}

	const {guest, monitor} = shown;
	if (isOneRequest(monitor.language, whole)) {
		return [insert(clean)];
	}

	const {key, name, host} = guest;
	return [
		toScreen({
			kind: 'open-dialog',
			dialog: {kind: 'confirm-lines', guest: {key, name, host}, language: monitor.language, lines},
		}),
	];
};
