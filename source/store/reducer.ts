import type {Action, FactAction, Reducer} from './action.js';
import {reduceFact} from './reduce-fact.js';
import {reduceUi} from './reduce-ui.js';
import {withValidSelection} from './selection.js';

/** A record, so that a new kind of fact does not compile without its entry. */
const factKinds: Readonly<Record<FactAction['kind'], true>> = {
	'host-changed': true,
	'guests-listed': true,
	'guest-changed': true,
	'transcript-grew': true,
	'migration-changed': true,
	'question-asked': true,
	'question-answered': true,
	'history-read': true,
	clock: true,
};

const isFact = (action: Action): action is FactAction => action.kind in factKinds;

/** Every change there is. Pure; the same state comes back when nothing changed. */
export const reducer: Reducer = (state, action) => {
	if (!isFact(action)) {
		return reduceUi(state, action);
	}

	const next = reduceFact(state, action);
	return action.kind === 'guests-listed' && next !== state ? withValidSelection(next, state) : next;
};
