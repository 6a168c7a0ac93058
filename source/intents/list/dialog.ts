import type {AppState, Dialog} from '../../store/state.js';
import {always, type Intent, quit, type Step, toEngine, toScreen} from '../intent.js';

const close = toScreen({kind: 'close-dialog'});

/** What yes means, where it means more than to close. */
const confirmLabels: Readonly<Partial<Record<Dialog['kind'], string>>> = {
	'confirm-migration': 'start',
	'confirm-post-copy': 'switch',
	'confirm-roll-back': 'clear away',
	'confirm-release': 'end it',
	'confirm-quit': 'quit',
	'confirm-lines': 'send them',
};

const cannotConfirm = ({ui: {dialog}}: AppState): string | undefined => {
	switch (dialog?.kind) {
		case 'planning':
			return 'both hosts are still being looked at';
		case 'confirm-migration':
			return dialog.checks.some(({outcome}) => outcome === 'block')
				? 'a check forbids this migration; n or Esc goes back'
				: undefined;
		default:
			return undefined;
	}
};

const confirmSteps = ({ui: {dialog}}: AppState): readonly Step[] => {
	switch (dialog?.kind) {
		case 'confirm-migration':
			return [close, toEngine({kind: 'begin-migration', plan: dialog.plan})];
		case 'confirm-post-copy':
			return [close, toEngine({kind: 'start-post-copy'})];
		case 'confirm-roll-back':
			return [close, toEngine({kind: 'resume-migration', found: dialog.found})];
		case 'confirm-release':
			return [close, toEngine({kind: 'release-source'})];
		case 'confirm-quit':
			return [quit];
		case 'confirm-lines': {
			const {guest, language, lines} = dialog;
			return [
				close,
				toEngine({kind: 'send-lines', guest: guest.key, language, lines}),
				toScreen({kind: 'lines-sent', language, lines}),
			];
		}

		default:
			return [close];
	}
};

export const confirm: Intent = {
	id: 'confirm',
	title: 'Say yes',
	label: ({ui}) => (ui.dialog === undefined ? undefined : confirmLabels[ui.dialog.kind]),
	group: 'Dialogs',
	keys: ['y', 'return'],
	keyLabel: 'y Enter',
	scopes: ['dialog'],
	isDangerous: true,
	// What can be done with a line has keys of its own.
	isMeant: ({ui}) => ui.dialog?.kind !== 'confirm-line',
	disabledBecause: cannotConfirm,
	steps: confirmSteps,
};

export const refuse: Intent = {
	id: 'refuse',
	title: 'Say no, close the dialog',
	label: ({ui}) =>
		ui.dialog !== undefined && (ui.dialog.kind in confirmLabels || ui.dialog.kind === 'confirm-line') ? 'no' : 'close',
	group: 'Dialogs',
	keys: ['n', 'escape', 'q'],
	keyLabel: 'Esc n',
	scopes: ['dialog'],
	isDangerous: false,
	disabledBecause: always,
	steps: () => [close],
};

export const keepSource: Intent = {
	id: 'keep-source',
	title: 'Leave the empty process on the source as it is',
	label: ({ui}) => (ui.dialog?.kind === 'confirm-release' ? 'keep it' : undefined),
	group: 'Dialogs',
	keys: ['k'],
	keyLabel: 'k',
	scopes: ['dialog'],
	isDangerous: false,
	disabledBecause: ({ui}) => (ui.dialog?.kind === 'confirm-release' ? undefined : 'this dialog asks something else'),
	steps: () => [close, toEngine({kind: 'keep-source'})],
};
