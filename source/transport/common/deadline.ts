import type {Clock} from './clock.js';

/** A time limit that does not run while it is paused: nobody is timed while thinking about a host key. */
export class Deadline {
	readonly #clock: Clock;
	readonly #onExpired: () => void;
	#leftMs: number;
	#startedAt: number;
	#cancel: (() => void) | undefined;
	#pauses = 0;

	constructor(clock: Clock, limitMs: number, onExpired: () => void) {
		this.#clock = clock;
		this.#leftMs = limitMs;
		this.#onExpired = onExpired;
		this.#startedAt = clock.now();
		this.#cancel = clock.after(limitMs, onExpired);
	}

	pause(): void {
		this.#pauses += 1;
		if (this.#cancel) {
			this.#cancel();
			this.#cancel = undefined;
			this.#leftMs -= this.#clock.now() - this.#startedAt;
		}
	}

	resume(): void {
		this.#pauses -= 1;
		if (this.#pauses === 0) {
			this.#startedAt = this.#clock.now();
			this.#cancel = this.#clock.after(Math.max(0, this.#leftMs), this.#onExpired);
		}
	}

	/** Ends it for good. */
	stop(): void {
		this.#pauses = Number.POSITIVE_INFINITY;
		this.#cancel?.();
		this.#cancel = undefined;
	}
}
