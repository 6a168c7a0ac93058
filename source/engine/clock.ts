/** Time as the engine sees it, so that tests can hand in their own. */
export type Clock = {
	/** Epoch milliseconds. */
	now(): number;
	/** Resolves after the time, or at once when the signal is aborted. Never rejects. */
	delay(milliseconds: number, signal?: AbortSignal): Promise<void>;
};

export const systemClock: Clock = {
	now: () => Date.now(),
	delay: (milliseconds, signal) =>
		new Promise(resolve => {
			if (signal?.aborted) {
				resolve();
				return;
			}

			const done = (): void => {
				clearTimeout(timer);
				signal?.removeEventListener('abort', done);
				resolve();
			};

			const timer = setTimeout(done, milliseconds);
			signal?.addEventListener('abort', done, {once: true});
		}),
};

/** What a race against the clock ends with when the clock wins. */
export const timedOut = Symbol('timed out');

/** The promise's value, or `timedOut`. The promise itself goes on. */
export const withTimeout = async <Value>(
	clock: Clock,
	promise: Promise<Value>,
	milliseconds: number,
): Promise<Value | typeof timedOut> => {
	const over = new AbortController();
	try {
		return await Promise.race([promise, clock.delay(milliseconds, over.signal).then((): typeof timedOut => timedOut)]);
	} finally {
		over.abort();
	}
};
