/** How many scripts may run at once on a connection: sshd's MaxSessions is 10, and a session counts a little past its end. */
export const maxConcurrentScripts = 4;

/** A queue for session channels: more of them wait, they do not fail. */
export class SessionSlots {
	readonly #limit: number;
	#used = 0;
	readonly #waiting: Array<() => void> = [];

	constructor(limit = maxConcurrentScripts) {
		this.#limit = limit;
	}

	/** Resolves with the function that gives the slot back. Rejects with the signal's reason if that comes first. */
	async take(signal: AbortSignal): Promise<() => void> {
		signal.throwIfAborted();
		if (this.#used < this.#limit) {
			this.#used += 1;
		} else {
			await this.#wait(signal);
		}

		let isTaken = true;
		return () => {
			if (isTaken) {
				isTaken = false;
				this.#used -= 1;
				const next = this.#waiting.shift();
				if (next) {
					// Taken at once on the waiting one's behalf, so that nobody slips in between.
					this.#used += 1;
					next();
				}
			}
		};
	}

	async #wait(signal: AbortSignal): Promise<void> {
		return new Promise((resolve, reject) => {
			const go = () => {
				signal.removeEventListener('abort', onAbort);
				resolve();
			};

			const onAbort = () => {
				this.#waiting.splice(this.#waiting.indexOf(go), 1);
				reject(signal.reason);
			};

			signal.addEventListener('abort', onAbort, {once: true});
			this.#waiting.push(go);
		});
	}
}
