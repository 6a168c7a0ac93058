import {isSending} from '../../domain/migration/find-migrations.js';
import {isFinal} from '../../domain/migration/phase.js';
import {guestsOf} from '../../store/shown-monitor.js';
import type {AppState} from '../../store/state.js';
import type {Store} from '../../store/store.js';

/** Which guests send themselves somewhere, and nobody here watches it; one word, so that a change is seen. */
const unwatched = (state: AppState): string =>
	state.migration !== undefined && !isFinal(state.migration.phase)
		? ''
		: guestsOf(state)
				.filter(isSending)
				.map(({key, migration}) => `${key} ${migration?.status}`)
				.join(' ');

/** Calls `look` whenever a guest begins to send itself without us, also from our own monitor pane. Returns the end of it. */
export const watchOthers = (store: Store, look: () => void): (() => void) => {
	let seen = '';
	return store.subscribe(() => {
		const now = unwatched(store.getState());
		if (now !== seen) {
			seen = now;
			if (now !== '') {
				look();
			}
		}
	});
};
