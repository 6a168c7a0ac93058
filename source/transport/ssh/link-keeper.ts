import {createSecrets, forgetSecrets} from '../auth/secrets.js';
import type {Clock} from '../common/clock.js';
import {askOneAtATime} from '../common/serial-ask.js';
import {StatusCell} from '../common/status-cell.js';
import type {ConfigOptions} from '../config/resolve.js';
import type {Destination} from '../destination.js';
import type {AskPerson, ConnectionStatus} from '../host-connection.js';
import {reconnectDelayMs} from './backoff.js';
import {calledOffError} from './connect-errors.js';
import type {Establish} from './establish.js';
import {isFinal, notConnected, questionText, toConnectionError} from './failures.js';
import type {Link} from './link.js';
import {StaleSessions} from './stale-sessions.js';

// A link that died younger than this has not proved that the trouble is over.
const provenAfterMs = 10_000;

export type LinkKeeperDetails = {
	/** The way to the host. */
	readonly establish: Establish;
	readonly config: ConfigOptions;
	readonly ask: AskPerson;
	readonly clock: Clock;
};

/** Keeps a link to one host alive: makes it, watches it, makes a new one when it breaks, and tells the status. */
export class LinkKeeper {
	readonly #name: string;
	readonly #destination: Destination;
	readonly #establishLink: Establish;
	readonly #config: ConfigOptions;
	readonly #person: AskPerson;
	readonly #clock: Clock;
	readonly status = new StatusCell();
	readonly #secrets = createSecrets();
	readonly #closing = new AbortController();
	readonly #staleSessions: StaleSessions;
	#warnings: readonly string[] = [];
	#link: Link | undefined;
	#connecting: Promise<void> | undefined;
	#cancelRetry: (() => void) | undefined;
	#attempt = 0;
	#roundTripMs: number | undefined;

	constructor(destination: Destination, details: LinkKeeperDetails) {
		this.#name = destination.text;
		this.#destination = destination;
		this.#establishLink = details.establish;
		this.#config = details.config;
		this.#person = askOneAtATime(details.ask);
		this.#clock = details.clock;
		this.#staleSessions = new StaleSessions(this.#name, details.clock);
	}

	get warnings(): readonly string[] {
		return this.#warnings;
	}

	async connect(): Promise<void> {
		this.#refuseWhenClosed();
		if (this.#link) {
			return;
		}

		await (this.status.value.state === 'reconnecting' ? this.#retryNow() : this.#establishOnce(false));
	}

	async close(): Promise<void> {
		if (this.#closing.signal.aborted) {
			return;
		}

		const error = calledOffError(this.#name);
		this.#closing.abort(error);
		this.#cancelRetry?.();
		const link = this.#link;
		this.#link = undefined;
		this.status.set({state: 'closed'});
		forgetSecrets(this.#secrets);
		await link?.close(error);
		await this.#connecting?.catch(() => undefined);
	}

	#refuseWhenClosed(): void {
		if (this.#closing.signal.aborted) {
			throw calledOffError(this.#name);
		}
	}

	/** The living link; waits for a connection under way, but not for one that may never come back. */
	async usableLink(): Promise<Link> {
		this.#refuseWhenClosed();
		const {state} = this.status.value;
		if (!this.#link && this.#connecting && (state === 'connecting' || state === 'asking')) {
			await this.#connecting;
		}

		if (!this.#link) {
			throw notConnected(this.#name, this.status.value);
		}

		return this.#link;
	}

	/** One attempt; several callers share it. */
	async #establishOnce(isRetry: boolean): Promise<void> {
		this.#connecting ??= this.#establish(isRetry).finally(() => {
			this.#connecting = undefined;
		});
		return this.#connecting;
	}

	async #establish(isRetry: boolean): Promise<void> {
		// A retry goes on being called that until it succeeds: the reason stays on the screen.
		if (!isRetry) {
			this.status.set({state: 'connecting'});
		}

		try {
			const link = await this.#establishLink({
				destination: this.#destination,
				config: this.#config,
				ask: this.#ask,
				secrets: this.#secrets,
				clock: this.#clock,
				signal: this.#closing.signal,
				onWarnings: warnings => {
					this.#warnings = warnings;
				},
			});
			if (this.#staleSessions.areExpected) {
				// Before anybody finds a monitor taken by our own past.
				await this.#staleSessions.take(link);
				this.#adopt(link);
			} else {
				this.#adopt(link);
				void this.#staleSessions.take(link);
			}
		} catch (thrown) {
			const error = toConnectionError(this.#name, thrown);
			if (!isRetry || isFinal(error)) {
				this.status.set({state: 'refused', error});
			}

			throw error;
		}
	}

	#adopt(link: Link): void {
		if (this.#closing.signal.aborted) {
			void link.close(calledOffError(this.#name));
			throw calledOffError(this.#name);
		}

		const since = this.#clock.now();
		this.#link = link;
		this.#roundTripMs = undefined;
		this.status.set({state: 'ready', roundTripMs: undefined});
		link.watch({
			onDead: reason => {
				if (this.#link === link) {
					this.#link = undefined;
					this.#attempt = this.#clock.now() - since > provenAfterMs ? 0 : this.#attempt;
					this.#retryLater(reason);
				}
			},
			onStall: sinceMs => {
				if (this.#link === link) {
					this.status.set(
						sinceMs === undefined ? {state: 'ready', roundTripMs: this.#roundTripMs} : {state: 'stalled', sinceMs},
					);
				}
			},
			onRoundTrip: roundTripMs => {
				this.#roundTripMs = roundTripMs;
				if (this.#link === link && this.status.value.state === 'ready') {
					this.status.set({state: 'ready', roundTripMs});
				}
			},
		});
	}

	#retryLater(why: string): void {
		const delayMs = reconnectDelayMs(this.#attempt, Math.random());
		this.#attempt += 1;
		this.status.set({state: 'reconnecting', why, nextTryMs: this.#clock.now() + delayMs});
		this.#cancelRetry?.();
		this.#cancelRetry = this.#clock.after(delayMs, () => {
			this.#retryNow().catch(() => undefined);
		});
	}

	async #retryNow(): Promise<void> {
		this.#cancelRetry?.();
		this.#cancelRetry = undefined;
		try {
			await this.#establishOnce(true);
		} catch (error) {
			const reason = toConnectionError(this.#name, error);
			if (!this.#closing.signal.aborted && !isFinal(reason)) {
				this.#retryLater(reason.message);
			}

			throw reason;
		}
	}

	readonly #ask: AskPerson = async question => {
		const before = this.status.value;
		const asking: ConnectionStatus = {state: 'asking', question: questionText(question)};
		this.status.set(asking);
		try {
			return await this.#person(question);
		} finally {
			// Unless the other side has hung up meanwhile.
			if (this.status.value === asking) {
				this.status.set(before);
			}
		}
	};
}
