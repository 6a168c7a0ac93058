type Timer = {readonly atMs: number; readonly fire: () => void};

/** What a replay does next, at a moment of the recording. */
export type Due = {readonly atMs: number; readonly perform: () => void};

/**
Time in a replay: it goes from one thing that happened to the next one, as fast as the program takes them. It has the form of
the engine's clock. What was recorded comes before timers of the same moment.
*/
export class ReplayClock {
	#now: number;
	#timers: Timer[] = [];
	#isStill = false;
	readonly #nextDue: () => Due | undefined;

	/** @param nextDue The next thing that can happen by itself; asked again after each step. */
	constructor(startMs: number, nextDue: () => Due | undefined) {
		this.#now = startMs;
		this.#nextDue = nextDue;
	}

	now(): number {
		return this.#now;
	}

	delay(milliseconds: number, signal?: AbortSignal): Promise<void> {
		return new Promise(resolve => {
			if (signal?.aborted) {
				resolve();
				return;
			}

			const timer: Timer = {
				atMs: this.#now + milliseconds,
				fire: () => {
					this.#timers = this.#timers.filter(other => other !== timer);
					signal?.removeEventListener('abort', timer.fire);
					resolve();
				},
			};
			this.#timers.push(timer);
			signal?.addEventListener('abort', timer.fire, {once: true});
		});
	}

	/** Begins to go; the program has a turn of its own between two steps. */
	go(): void {
		setImmediate(() => {
			if (!this.#isStill) {
				this.#step();
				this.go();
			}
		});
	}

	/** Nothing happens by itself any more. */
	stand(): void {
		this.#isStill = true;
	}

	#step(): void {
		const due = this.#nextDue();
		const timer = this.#timers.toSorted((left, right) => left.atMs - right.atMs)[0];
		if (due && (timer === undefined || due.atMs <= timer.atMs)) {
			this.#now = Math.max(this.#now, due.atMs);
			due.perform();
		} else if (timer) {
			this.#now = Math.max(this.#now, timer.atMs);
			timer.fire();
		}
	}
}
