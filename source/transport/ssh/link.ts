import type {Clock} from '../common/clock.js';
import {ConnectionError} from '../host-connection.js';
import type {LinkHop, OpenCallback, SshChannel} from './channel-client.js';
import {drain, openChannel} from './open-channel.js';

export type LinkEvents = {
	/** Once, when the link died by itself. */
	onDead(reason: string): void;
	onStall(sinceMs: number | undefined): void;
	onRoundTrip(roundTripMs: number): void;
};

/**
One epoch of a connection: the chain of signed-in machines from the first ready to the death of any of them. Everything that
was opened on it ends with it; a reconnect makes a new one, so that nothing old can leak into it.
*/
export class Link {
	readonly #host: string;
	readonly #hops: readonly LinkHop[];
	readonly #target: LinkHop;
	readonly #clock: Clock;
	/** What to tell when the link ends: requests under way, and streams. */
	readonly #onEnd = new Set<(error: ConnectionError) => void>();
	#ended: ConnectionError | undefined;
	#hasHadSession = false;

	constructor(details: {host: string; hops: readonly LinkHop[]; target: LinkHop; clock: Clock}) {
		this.#host = details.host;
		this.#hops = details.hops;
		this.#target = details.target;
		this.#clock = details.clock;
	}

	watch(events: LinkEvents): void {
		for (const hop of this.#hops) {
			const isTarget = hop === this.#target;
			hop.watch({
				onDead: reason => {
					if (!this.#ended) {
						const where = isTarget ? reason : `the jump host ${hop.settings.alias}: ${reason}`;
						this.#end(
							new ConnectionError({
								kind: 'lost',
								host: this.#host,
								message: `The connection to ${this.#host} was lost (${where}). What was under way there may or may not have been done.`,
								raw: reason,
							}),
						);
						for (const other of this.#hops) {
							other.destroy();
						}

						events.onDead(where);
					}
				},
				onStall: sinceMs => events.onStall(sinceMs),
				onRoundTrip: roundTripMs => {
					if (isTarget) {
						events.onRoundTrip(roundTripMs);
					}
				},
			});
		}
	}

	/** Runs `command` in a session channel; for this and the next two see `openChannel`. */
	async openSession<T>(command: string, timeoutMs: number, adopt: (channel: SshChannel) => T): Promise<T> {
		this.#hasHadSession = true;
		return this.#open(callback => this.#target.client.exec(command, callback), timeoutMs, adopt);
	}

	/** Opens a stream to a TCP address as seen from the host. */
	async openTcp<T>(host: string, port: number, timeoutMs: number, adopt: (channel: SshChannel) => T): Promise<T> {
		this.#disableServerNagle();
		return this.#open(
			callback => this.#target.client.forwardOut('127.0.0.1', 0, host, port, callback),
			timeoutMs,
			adopt,
		);
	}

	/** Opens a stream to a unix socket on the host. */
	async openUnix<T>(path: string, timeoutMs: number, adopt: (channel: SshChannel) => T): Promise<T> {
		this.#disableServerNagle();
		return this.#open(callback => this.#target.client.openssh_forwardOutStreamLocal(path, callback), timeoutMs, adopt);
	}

	/** Calls `listener` once if the link ends before the returned function is called. */
	onceEnded(listener: (error: ConnectionError) => void): () => void {
		if (this.#ended) {
			listener(this.#ended);
			return () => undefined;
		}

		this.#onEnd.add(listener);
		return () => {
			this.#onEnd.delete(listener);
		};
	}

	/** Ends it by our own wish. */
	async close(error: ConnectionError): Promise<void> {
		this.#end(error);
		for (const hop of [...this.#hops].reverse()) {
			await hop.close();
		}
	}

	#end(error: ConnectionError): void {
		if (this.#ended) {
			return;
		}

		this.#ended = error;
		for (const listener of [...this.#onEnd]) {
			listener(error);
		}

		this.#onEnd.clear();
	}

	async #open<T>(
		start: (callback: OpenCallback) => void,
		timeoutMs: number,
		adopt: (channel: SshChannel) => T,
	): Promise<T> {
		const onceEnded = this.onceEnded.bind(this);
		return openChannel({host: this.#host, clock: this.#clock, timeoutMs, onceEnded, start, adopt});
	}

	/**
	sshd sets TCP_NODELAY on its side only when a session is asked for; a connection of forwarded streams alone would answer
	40 ms late.
	*/
	#disableServerNagle(): void {
		if (!this.#hasHadSession) {
			this.#hasHadSession = true;
			runAndForget(this.#target);
		}
	}
}

/** Runs `true` on a machine, for its side effect on the connection. Whether it is allowed to does not matter. */
export const runAndForget = (hop: LinkHop): void => {
	try {
		hop.client.exec('true', (error, channel) => {
			if (!error) {
				drain(channel);
				channel.end();
			}
		});
	} catch {
		// The connection is gone; whoever uses it next is told.
	}
};
