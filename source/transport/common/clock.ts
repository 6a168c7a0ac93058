/** Time as the transports see it, so that tests can own it. */
export type Clock = {
	/** Epoch milliseconds. */
	now(): number;
	/** Calls `callback` once after `delayMs`; the returned function calls it off. */
	after(delayMs: number, callback: () => void): () => void;
};

export const systemClock: Clock = {
	now: () => Date.now(),
	after(delayMs, callback) {
		const timer = setTimeout(callback, delayMs);
		return () => clearTimeout(timer);
	},
};
