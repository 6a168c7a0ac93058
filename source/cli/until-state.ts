import type {AppState} from '../store/state.js';
import type {Store} from '../store/store.js';

/** Resolves as soon as the state is as asked, at once where it is already. */
export const untilState = (store: Store, isSo: (state: AppState) => boolean): Promise<void> =>
	new Promise(resolve => {
		const look = (): void => {
			if (isSo(store.getState())) {
				stop();
				resolve();
			}
		};

		const stop = store.subscribe(look);
		look();
	});
