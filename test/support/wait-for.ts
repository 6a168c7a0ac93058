import type {AppState} from '../../source/store/state.js';
import type {Store} from '../../source/store/store.js';

const patienceMs = 10_000;

/** Resolves once the state fulfils a condition. Rejects with the transcripts where it never does. */
export const waitFor = (store: Store, condition: (state: AppState) => boolean): Promise<void> =>
	new Promise((resolve, reject) => {
		const end = (): void => {
			clearTimeout(timer);
			unsubscribe();
		};
		const look = (): void => {
			if (condition(store.getState())) {
				end();
				resolve();
			}
		};
		const timer = setTimeout(() => {
			end();
			reject(new Error(`Waited in vain. ${JSON.stringify(store.getState().transcripts)}`));
		}, patienceMs);
		const unsubscribe = store.subscribe(look);
		look();
	});
