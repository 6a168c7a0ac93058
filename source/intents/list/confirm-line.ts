import {type LineHazardKind, wantsName} from '../../domain/line-hazard.js';
import {type ConfirmLineDialog, detached, isNamed} from '../../store/selectors/confirm-line.js';
import type {AppState} from '../../store/state.js';
import {always, type Intent, type Step, toEngine, toScreen} from '../intent.js';

/** What can be done with a line that was typed and not sent. Enter is always the harmless answer. */

const close = toScreen({kind: 'close-dialog'});

const lineOf = ({ui: {dialog}}: AppState): ConfirmLineDialog | undefined =>
	dialog?.kind === 'confirm-line' ? dialog : undefined;

const isAbout =
	(...kinds: readonly LineHazardKind[]) =>
	(state: AppState): boolean => {
		const dialog = lineOf(state);
		return dialog !== undefined && kinds.includes(dialog.hazard.kind);
	};

const send = ({guest, language, line, hazard}: ConfirmLineDialog, guestName?: string): readonly Step[] => {
	const confirmation = {hazard: hazard.kind, ...(guestName === undefined ? {} : {guestName})};
	return [close, toEngine({kind: 'send-line', guest: guest.key, language, line, confirmation})];
};

const base = {group: 'Dialogs', scopes: ['dialog'], isDangerous: false, disabledBecause: always} as const;

const leaveInstead: Intent = {
	...base,
	id: 'leave-instead',
	title: 'Of a typed quit: leave the monitor pane, the guest goes on',
	label: 'leave the pane',
	keys: ['l', 'return'],
	keyLabel: 'Enter l',
	isMeant: isAbout('ends-guest'),
	steps: () => [close, toScreen({kind: 'focus-pane', pane: 'guests'})],
};

const detachInstead: Intent = {
	...base,
	id: 'detach-instead',
	title: 'Of a migrate that would block its monitor: send it with -d',
	label: 'add -d and send',
	keys: ['d', 'return'],
	keyLabel: 'Enter d',
	isDangerous: true,
	isMeant: isAbout('blocks-monitor'),
	steps(state) {
		const dialog = lineOf(state);
		return dialog === undefined
			? []
			: [
					close,
					toEngine({
						kind: 'send-line',
						guest: dialog.guest.key,
						language: dialog.language,
						line: detached(dialog.line),
					}),
				];
	},
};

const sendAnyway: Intent = {
	...base,
	id: 'send-anyway',
	title: 'Send a line that asked first',
	label: state => (isAbout('blocks-monitor')(state) ? 'send as typed' : 'send it'),
	keys: ['y'],
	keyLabel: 'y',
	isDangerous: true,
	isMeant(state) {
		const dialog = lineOf(state);
		return dialog !== undefined && !wantsName(dialog.hazard);
	},
	steps(state) {
		const dialog = lineOf(state);
		return dialog === undefined ? [] : send(dialog);
	},
};

const askName: Intent = {
	...base,
	id: 'ask-name',
	title: 'Go on to a line that ends a guest or may double it: wants its name',
	label: state => (isAbout('ends-guest')(state) ? 'end the guest' : 'go on'),
	keys: ['e'],
	keyLabel: 'e',
	isDangerous: true,
	isMeant(state) {
		const dialog = lineOf(state);
		return dialog !== undefined && wantsName(dialog.hazard);
	},
	steps: () => [toScreen({kind: 'ask-name'})],
};

const sendNamed: Intent = {
	...base,
	id: 'send-named',
	title: "Send the line, once the guest's name is typed",
	label: 'send it',
	keys: ['return'],
	keyLabel: 'Enter',
	scopes: ['name'],
	isDangerous: true,
	disabledBecause(state) {
		const dialog = lineOf(state);
		return dialog === undefined || isNamed(dialog) ? undefined : `this is not the guest's name, ${dialog.guest.name}`;
	},
	steps(state) {
		const dialog = lineOf(state);
		return dialog === undefined ? [] : send(dialog, dialog.guest.name);
	},
};

const refuseName: Intent = {
	...base,
	id: 'refuse-name',
	title: 'Type no name: nothing is sent',
	label: 'no',
	keys: ['escape'],
	keyLabel: 'Esc',
	scopes: ['name'],
	steps: () => [close],
};

export const confirmLineKeys: readonly Intent[] = [
	leaveInstead,
	detachInstead,
	sendAnyway,
	askName,
	sendNamed,
	refuseName,
];
