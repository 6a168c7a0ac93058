import type {ClientChannel} from 'ssh2';
import {BufferedStream} from '../common/buffered-stream.js';
import type {Clock} from '../common/clock.js';
import {ConnectionError} from '../host-connection.js';
import type {Hop} from './hop.js';

export type LinkEvents = {
	/** Once, when the link died by itself. */
	onDead(reason: string): void;
	onStall(sinceMs: number | undefined): void;
	onRoundTrip(roundTripMs: number): void;
};

/** ssh2's callback of a channel that is being opened. */
export type OpenCallback = (error: (Error & {reason?: number | string}) | undefined, channel: ClientChannel) => void;

/** Why a channel was not opened, on a link that lives. */
export class OpenRefused extends Error {
	/** RFC 4254, 5.1: 1 forbidden, 2 connect failed, 3 unknown type, 4 resource shortage. */
	readonly reason: number | undefined;

	constructor(error: Error & {reason?: number | string}) {
		super(error.message.replace(/^\(SSH\) Channel open failure: /, ''));
		this.reason = typeof error.reason === 'number' ? error.reason : undefined;
	}
}

/**
One epoch of a connection: the chain of signed-in machines from the first ready to the death of any of them. Everything that
was opened on it ends with it; a reconnect makes a new one, so that nothing old can leak into it.
*/
export class Link {
	readonly #host: string;
	readonly #hops: readonly Hop[];
	readonly #target: Hop;
	readonly #clock: Clock;
	/** What to tell when the link ends: requests under way, and streams. */
	readonly #onEnd = new Set<(error: ConnectionError) => void>();
	#ended: ConnectionError | undefined;
	#hasHadSession = false;

	constructor(details: {host: string; hops: readonly [Hop, ...Hop[]] | readonly Hop[]; target: Hop; clock: Clock}) {
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

	/** Runs `command` in a session channel; see `open`. */
	async openSession<T>(command: string, timeoutMs: number, adopt: (channel: ClientChannel) => T): Promise<T> {
		this.#hasHadSession = true;
		return this.#open(callback => this.#target.client.exec(command, callback), timeoutMs, adopt);
	}

	/** Opens a stream to a TCP address as seen from the host. */
	async openTcp<T>(host: string, port: number, timeoutMs: number, adopt: (channel: ClientChannel) => T): Promise<T> {
		this.#disableServerNagle();
		return this.#open(
			callback => this.#target.client.forwardOut('127.0.0.1', 0, host, port, callback),
			timeoutMs,
			adopt,
		);
	}

	/** Opens a stream to a unix socket on the host. */
	async openUnix<T>(path: string, timeoutMs: number, adopt: (channel: ClientChannel) => T): Promise<T> {
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

	/** Makes a `ByteStream` of a channel, to be called in ssh2's callback. `judge` tells why an end was out of order. */
	adoptStream(
		channel: ClientChannel,
		judge: (code: number | null | undefined, signal: string | undefined) => ConnectionError | undefined,
	): BufferedStream {
		let isClosedByUs = false;
		const stream = new BufferedStream({
			write: data => channel.write(data),
			end() {
				isClosedByUs = true;
				channel.end();
			},
			close() {
				isClosedByUs = true;
				channel.end();
				channel.close();
			},
		});
		const forget = this.onceEnded(error => stream.finish(isClosedByUs ? undefined : error));
		channel.on('data', (chunk: Uint8Array) => stream.deliver(chunk));
		// The peer has nothing more to say, and sshd waits for us to say the same.
		channel.on('end', () => channel.end());
		channel.on('error', () => undefined);
		channel.on('close', (code?: number | null, signal?: string) => {
			forget();
			stream.finish(isClosedByUs ? undefined : judge(code, signal));
		});
		return stream;
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

	/**
	Opens one channel. `adopt` runs in ssh2's callback and must attach its listeners there: packets of one chunk are handed
	out before any promise can continue. A channel that comes after the time limit is closed.
	*/
	async #open<T>(
		start: (callback: OpenCallback) => void,
		timeoutMs: number,
		adopt: (channel: ClientChannel) => T,
	): Promise<T> {
		return new Promise((resolve, reject) => {
			let isSettled = false;
			const settle = () => {
				isSettled = true;
				cancel();
				forget();
			};

			const cancel = this.#clock.after(timeoutMs, () => {
				settle();
				reject(
					new ConnectionError({
						kind: 'timeout',
						host: this.#host,
						message: `${this.#host} did not open a channel within ${timeoutMs / 1000} s.`,
						remedy: 'The link or the host is overloaded; the request was given up.',
					}),
				);
			});
			let forget = () => {};
			forget = this.onceEnded(error => {
				settle();
				reject(error);
			});
			if (isSettled) {
				return;
			}

			const onOpen: OpenCallback = (error, channel) => {
				if (isSettled) {
					if (!error) {
						channel.on('error', () => undefined);
						channel.resume();
						channel.stderr.resume();
						channel.close();
					}

					return;
				}

				// A dying ssh2 client fails its open requests before it says that it is dead.
				if (error?.message === 'No response from server') {
					return;
				}

				settle();
				if (error) {
					reject(new OpenRefused(error));
				} else {
					resolve(adopt(channel));
				}
			};

			try {
				start(onOpen);
			} catch (error) {
				// ssh2 throws "Not connected" when it has just learnt that the socket is gone: the end of the link follows.
				settle();
				reject(
					new ConnectionError({
						kind: 'lost',
						host: this.#host,
						message: `The connection to ${this.#host} was just lost; nothing was sent.`,
						raw: error instanceof Error ? error.message : String(error),
					}),
				);
			}
		});
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
export const runAndForget = (hop: Hop): void => {
	try {
		hop.client.exec('true', (error, channel) => {
			if (!error) {
				channel.on('error', () => undefined);
				channel.resume();
				channel.stderr.resume();
				channel.end();
			}
		});
	} catch {
		// The connection is gone; whoever uses it next is told.
	}
};
