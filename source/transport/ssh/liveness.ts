import type {Clock} from '../common/clock.js';

/** How often a ping goes out; each answer is a byte received and a round-trip time. */
export const pingIntervalMs = 2000;
/** Silence after which the link is said to be stalled: two pings without an answer. */
export const stalledAfterMs = 4000;
/** Silence after which it is given up: dead links must be known within 10 s. */
export const deadAfterMs = 8000;
const tickMs = 500;

export type LivenessEvents = {
	ping(): void;
	/** `sinceMs` is when the last byte came; `undefined` when bytes come again. */
	onStall(sinceMs: number | undefined): void;
	onDead(silentMs: number): void;
};

/**
Watches a link by the bytes it brings, not by answers to pings: on a saturated link an answer waits behind megabytes of data
that prove the link alive.
*/
export class Liveness {
	readonly #clock: Clock;
	readonly #events: LivenessEvents;
	#lastByteAt: number;
	#lastTickAt: number;
	#nextPingAt: number;
	#isStalled = false;
	#cancel: (() => void) | undefined;

	constructor(clock: Clock, events: LivenessEvents) {
		this.#clock = clock;
		this.#events = events;
		const now = clock.now();
		this.#lastByteAt = now;
		this.#lastTickAt = now;
		this.#nextPingAt = now;
		this.#tick();
	}

	/** Something was received. */
	noteBytes(): void {
		this.#lastByteAt = this.#clock.now();
		if (this.#isStalled) {
			this.#isStalled = false;
			this.#events.onStall(undefined);
		}
	}

	stop(): void {
		this.#cancel?.();
		this.#cancel = undefined;
		this.#nextPingAt = Number.POSITIVE_INFINITY;
	}

	#tick(): void {
		const now = this.#clock.now();
		const lateMs = now - this.#lastTickAt - tickMs;
		if (lateMs > tickMs) {
			// We slept ourselves (a suspended laptop, a busy loop): what came meanwhile is not read yet.
			this.#lastByteAt = Math.min(now, this.#lastByteAt + lateMs);
		}

		this.#lastTickAt = now;
		this.#cancel = this.#clock.after(tickMs, () => this.#tick());
		if (now >= this.#nextPingAt) {
			this.#nextPingAt = now + pingIntervalMs;
			this.#events.ping();
		}

		const silentMs = now - this.#lastByteAt;
		if (silentMs >= deadAfterMs) {
			this.stop();
			this.#events.onDead(silentMs);
		} else if (silentMs >= stalledAfterMs && !this.#isStalled) {
			this.#isStalled = true;
			this.#events.onStall(this.#lastByteAt);
		}
	}
}
