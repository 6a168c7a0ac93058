import type {Clock} from '../../source/engine/clock.js';

type Timer = {readonly at: number; readonly isLong: boolean; readonly fire: () => void};

/** What is longer is a time-out and not a pace. */
const longFromMs = 2000;

/**
The engine's time in a test. What sets a pace (the next look, the next reading) passes as fast as the machine can; what is a
time-out passes only when the test says so. So a slow machine never times out, and a fast one never waits.
*/
export class EngineClock implements Clock {
	#now = 1_795_418_737_000;
	#timers: Timer[] = [];
	#pump: NodeJS.Immediate | undefined;
	#isStill = false;

	now(): number {
		return this.#now;
	}

	/** Time-outs and paces that wait now. */
	get pending(): number {
		return this.#timers.length;
	}

	delay(milliseconds: number, signal?: AbortSignal): Promise<void> {
		return new Promise(resolve => {
			if (signal?.aborted) {
				resolve();
				return;
			}

			const timer: Timer = {
				at: this.#now + milliseconds,
				isLong: milliseconds >= longFromMs,
				fire: () => {
					this.#timers = this.#timers.filter(other => other !== timer);
					signal?.removeEventListener('abort', timer.fire);
					resolve();
				},
			};
			this.#timers.push(timer);
			signal?.addEventListener('abort', timer.fire, {once: true});
			this.#wind();
		});
	}

	/** Nothing passes by itself any more; for tests that look at single steps. */
	stand(): void {
		this.#isStill = true;
		clearImmediate(this.#pump);
		this.#pump = undefined;
	}

	go(): void {
		this.#isStill = false;
		this.#wind();
	}

	/** Lets time pass, time-outs included, with room for what follows from each. */
	async advance(milliseconds: number): Promise<void> {
		const end = this.#now + milliseconds;
		for (let next = this.#next(end, true); next; next = this.#next(end, true)) {
			this.#now = Math.max(this.#now, next.at);
			next.fire();
			await new Promise(resolve => {
				setImmediate(resolve);
			});
		}

		this.#now = Math.max(this.#now, end);
	}

	#next(end: number, withLong: boolean): Timer | undefined {
		return this.#timers
			.filter(({at, isLong}) => at <= end && (withLong || !isLong))
			.sort((left, right) => left.at - right.at)[0];
	}

	#wind(): void {
		if (this.#isStill || this.#pump || !this.#timers.some(({isLong}) => !isLong)) {
			return;
		}

		this.#pump = setImmediate(() => {
			this.#pump = undefined;
			const next = this.#next(Number.POSITIVE_INFINITY, false);
			if (next) {
				this.#now = Math.max(this.#now, next.at);
				next.fire();
			}

			this.#wind();
		});
	}
}
