import type {AppState} from '../store/state.js';
import type {Store} from '../store/store.js';

/** The store as the screen sees it: at most one change per frame, however many facts come in. */
export type Frames = {
	readonly getSnapshot: () => AppState;
	readonly subscribe: (listener: () => void) => () => void;
	/** Shows the present state at once, for what a key did. */
	readonly flush: () => void;
	readonly close: () => void;
};

export const createFrames = (store: Store, intervalMs: number): Frames => {
	const listeners = new Set<() => void>();
	let snapshot = store.getState();
	let timer: NodeJS.Timeout | undefined;

	const flush = (): void => {
		clearTimeout(timer);
		timer = undefined;
		if (snapshot === store.getState()) {
			return;
		}

		snapshot = store.getState();
		for (const listener of [...listeners]) {
			listener();
		}
	};

	const unsubscribe = store.subscribe(() => {
		timer ??= setTimeout(flush, intervalMs);
	});

	return {
		getSnapshot: () => snapshot,
		subscribe(listener) {
			listeners.add(listener);
			return () => {
				listeners.delete(listener);
			};
		},
		flush,
		close() {
			clearTimeout(timer);
			unsubscribe();
		},
	};
};
