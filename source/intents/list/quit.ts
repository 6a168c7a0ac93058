import {isFinal} from '../../domain/migration/phase.js';
import type {AppState} from '../../store/state.js';
import {always, type Intent, quit, toScreen} from '../intent.js';

/** QEMU goes on without us, but the end of the migration would then be verified by nobody. */
const isWorthAsking = ({migration, ui}: AppState): boolean =>
	migration !== undefined &&
	!isFinal(migration.phase) &&
	migration.phase !== 'confirming' &&
	ui.dialog?.kind !== 'confirm-quit';

const leave: Intent['steps'] = state =>
	isWorthAsking(state) ? [toScreen({kind: 'open-dialog', dialog: {kind: 'confirm-quit'}})] : [quit];

export const quitKey: Intent = {
	id: 'quit',
	title: 'Quit; asks while a migration runs',
	label: 'quit',
	group: 'Screen',
	keys: ['q'],
	keyLabel: 'q',
	scopes: ['panes'],
	isDangerous: false,
	disabledBecause: always,
	steps: leave,
};

/** Works everywhere; a second one means it. A question of a connection is answered with no by leaving. */
export const interrupt: Intent = {
	...quitKey,
	id: 'interrupt',
	title: 'Quit from everywhere, also while typing; asks while a migration runs',
	label: undefined,
	keys: ['ctrl+c'],
	keyLabel: 'Ctrl+C',
	scopes: ['panes', 'prompt', 'scrollback', 'search', 'dialog', 'name', 'question'],
	steps: state => (state.questions.length > 0 ? [quit] : leave(state)),
};
