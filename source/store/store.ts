import type {Action, Reducer} from './action.js';
import type {AppState} from './state.js';

/** The one state of a running vmferry. The engine and the keys dispatch; panes and line mode subscribe. */
export type Store = {
	readonly getState: () => AppState;
	readonly dispatch: (action: Action) => void;
	/** Called after each change. Returns the function that ends it. */
	readonly subscribe: (listener: () => void) => () => void;
};

export const createStore = (reducer: Reducer, initial: AppState): Store => {
	let state = initial;
	const listeners = new Set<() => void>();
	return {
		getState: () => state,
		dispatch(action) {
			const next = reducer(state, action);
			if (next === state) {
				return;
			}

			state = next;
			for (const listener of [...listeners]) {
				listener();
			}
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => {
				listeners.delete(listener);
			};
		},
	};
};
