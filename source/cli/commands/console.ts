import type {Flags} from '../flags.js';
import {openEngine} from '../open-engine.js';
import {UsageError} from '../usage-error.js';

/** Opens the full-screen console on two hosts. */
export const run = async (hosts: readonly string[], flags: Flags): Promise<number> => {
	if (hosts.length !== 2) {
		throw new UsageError('The console opens on two hosts. For example: vmferry alpha beta');
	}

	const engine = openEngine(hosts, flags, {watchesOthers: true});
	// The one way to the screen, so that line mode never loads it.
	const {openConsole} = await import('../console.js');
	const left = openConsole(engine);
	// After the first frame: loading SSH takes as long as drawing it. What the engine finds is in the store, and so on the screen.
	setImmediate(() => {
		void engine.start();
	});
	try {
		return await left;
	} finally {
		await engine.close();
	}
};
