import {shownMonitor} from '../shown-monitor.js';
import type {AppState} from '../state.js';

/** Who gets the keys now. */
export type InputScope =
	/** The panes: letters are commands. */
	| 'panes'
	/** The monitor's prompt: letters are typed. */
	| 'prompt'
	/** The monitor's conversation, looked back at: letters are commands. */
	| 'scrollback'
	/** A search in it: letters are typed. */
	| 'search'
	| 'dialog'
	/** A dialog that wants a guest's name typed. */
	| 'name'
	/** A question of a connection: the answer may be a secret, so what is typed never goes through the store. */
	| 'question';

export const inputScope = (state: AppState): InputScope => {
	if (state.questions.length > 0) {
		return 'question';
	}

	if (state.ui.dialog !== undefined) {
		const {dialog} = state.ui;
		return dialog.kind === 'confirm-line' && dialog.typedName !== undefined ? 'name' : 'dialog';
	}

	const {cursor, draft} = state.ui.transcript;
	if (state.ui.focusedPane === 'monitor' && cursor !== undefined) {
		return draft === undefined ? 'scrollback' : 'search';
	}

	return state.ui.focusedPane === 'monitor' && shownMonitor(state)?.monitor !== undefined ? 'prompt' : 'panes';
};
