import {quit} from '../../protocol/operations/index.js';
import type {Clock} from '../clock.js';
import {signalScript} from '../hosts/scripts.js';
import {ask} from '../monitors/ask.js';
import type {Side} from './side.js';

const lookEveryMs = 100;

const becomesGone = async (side: Side, clock: Clock, withinMs: number): Promise<'alive' | 'gone' | 'unknown'> => {
	const until = clock.now() + withinMs;
	let found = await side.look();
	while (found === 'alive' && clock.now() < until) {
		await clock.delay(lookEveryMs);
		found = await side.look();
	}

	return found;
};

/** The monitor's `quit` first; QEMU flushes its images and leaves in order. */
const askToQuit = async (side: Side, signal: AbortSignal): Promise<void> => {
	try {
		// QEMU may leave without an answer.
		await ask(await side.session(), quit, undefined, 'engine', signal);
	} catch {
		// Whether it worked is seen in the host's list of processes.
	}
};

const quitWithinMs = 5000;
const signalWithinMs = 3000;

/** Ends one QEMU process, by `quit` alone or, where allowed, by signals to this very process. Says how it stands at the end. */
export const endProcess = async (
	side: Side,
	clock: Clock,
	signals: readonly ('TERM' | 'KILL')[],
): Promise<'alive' | 'gone' | 'unknown'> => {
	// A `quit` that still waits for its turn must not be sent later, when somebody may have decided otherwise.
	const over = new AbortController();
	void askToQuit(side, over.signal);
	let found = await becomesGone(side, clock, quitWithinMs);
	over.abort();
	for (const signal of signals) {
		if (found !== 'alive') {
			return found;
		}

		const {pid, startTimeTicks} = side.process;
		try {
			await side.host.connection.runScript(signalScript, {arguments: [signal, String(pid), String(startTimeTicks)]});
		} catch {
			// Whether it was done is seen in the list of processes, as soon as the host answers again.
		}

		found = await becomesGone(side, clock, signalWithinMs);
	}

	return found;
};
