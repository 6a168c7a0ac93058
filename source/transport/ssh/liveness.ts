import type {Clock} from '../common/clock.js';

/** How long silence may last, in ssh_config's measures. */
export type Patience = {
	/** A ping goes out this often; each answer is a byte received and a round-trip time. */
	readonly serverAliveIntervalMs: number;
	/** So many pings may go without an answer. */
	readonly serverAliveCountMax: number;
};

const tickMs = 500;

/**
ssh gives a link up when one more ping than ServerAliveCountMax would have to go out. Half of that time is when the link is said
to be stalled.
*/
const limitsOf = ({serverAliveIntervalMs, serverAliveCountMax}: Patience) => {
	const deadAfterMs = serverAliveIntervalMs * (serverAliveCountMax + 1);
	return {deadAfterMs, stalledAfterMs: deadAfterMs / 2};
};

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
	readonly #pingIntervalMs: number;
	readonly #stalledAfterMs: number;
	readonly #deadAfterMs: number;
	#lastByteAt: number;
	#lastTickAt: number;
	#nextPingAt: number;
	#isStalled = false;
	#cancel: (() => void) | undefined;

	constructor(clock: Clock, patience: Patience, events: LivenessEvents) {
		const {stalledAfterMs, deadAfterMs} = limitsOf(patience);
		this.#clock = clock;
		this.#events = events;
		this.#pingIntervalMs = patience.serverAliveIntervalMs;
		this.#stalledAfterMs = stalledAfterMs;
		this.#deadAfterMs = deadAfterMs;
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
			this.#nextPingAt = now + this.#pingIntervalMs;
			this.#events.ping();
		}

		const silentMs = now - this.#lastByteAt;
		if (silentMs >= this.#deadAfterMs) {
			this.stop();
			this.#events.onDead(silentMs);
		} else if (silentMs >= this.#stalledAfterMs && !this.#isStalled) {
			this.#isStalled = true;
			this.#events.onStall(this.#lastByteAt);
		}
	}
}
