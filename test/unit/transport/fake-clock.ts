import type {Clock} from '../../../source/transport/common/clock.js';

/** A clock that goes only when told. */
export class FakeClock implements Clock {
	#now = 1_000_000;
	#timers: Array<{readonly at: number; readonly callback: () => void}> = [];

	now(): number {
		return this.#now;
	}

	after(delayMs: number, callback: () => void): () => void {
		const timer = {at: this.#now + delayMs, callback};
		this.#timers.push(timer);
		return () => {
			this.#timers = this.#timers.filter(other => other !== timer);
		};
	}

	get pending(): number {
		return this.#timers.length;
	}

	/** Time goes on and every timer fires at its time. */
	advance(ms: number): void {
		const end = this.#now + ms;
		for (;;) {
			const next = this.#timers.toSorted((a, b) => a.at - b.at).find(timer => timer.at <= end);
			if (!next) {
				break;
			}

			this.#timers = this.#timers.filter(other => other !== next);
			this.#now = Math.max(this.#now, next.at);
			next.callback();
		}

		this.#now = end;
	}

	/** The process stands still: time goes on, and no timer fires before it is over. */
	suspend(ms: number): void {
		this.#now += ms;
	}
}
