import {existsSync, type FSWatcher, watch} from 'node:fs';
import path from 'node:path';
import type {Clock} from '../common/clock.js';

/** For file systems that tell nothing. */
const lookEveryMs = 200;

/** Resolves when a file of this name is there, or when the signal is aborted. */
export const awaitFile = async (file: string, clock: Clock, signal: AbortSignal): Promise<void> =>
	new Promise(resolve => {
		let watcher: FSWatcher | undefined;
		let cancel: (() => void) | undefined;
		const end = () => {
			signal.removeEventListener('abort', end);
			watcher?.close();
			cancel?.();
			resolve();
		};

		const look = () => {
			cancel?.();
			if (signal.aborted || existsSync(file)) {
				end();
			} else {
				cancel = clock.after(lookEveryMs, look);
			}
		};

		signal.addEventListener('abort', end, {once: true});
		try {
			watcher = watch(path.dirname(file), look);
			watcher.on('error', () => undefined);
		} catch {
			// No watches left: looking now and then will do.
		}

		look();
	});
