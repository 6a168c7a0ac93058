import type {MonitorEvent, QemuVersion} from '../../protocol/facts.js';
import type {CodecOutput, MonitorCodec, MonitorReply} from '../../protocol/monitor-codec.js';
import type {ByteStream} from '../../transport/host-connection.js';
import {type Clock, timedOut, withTimeout} from '../clock.js';
import {deferred} from '../deferred.js';
import {assertOnlyLooks} from './read-only.js';

/** Another client holds the monitor: it accepts the connection and says nothing. */
export class MonitorBusyError extends Error {
	override readonly name = 'MonitorBusyError';
}

/** The monitor is gone. What was asked and not answered may have been done. */
export class MonitorLostError extends Error {
	override readonly name = 'MonitorLostError';
}

/** The line was called off while it still waited for its turn: QEMU never saw it. */
export class RequestWithdrawnError extends Error {
	override readonly name = 'RequestWithdrawnError';
}

/** Who asks: a person is served before the pollers. */
export type Priority = 'person' | 'engine' | 'poller';

/**
One conversation with one monitor, shared by everyone. One request is in flight at a time; the others wait
their turn, but for out-of-band ones, which QMP answers while another command is still busy.
*/
export type MonitorSession = {
	readonly language: MonitorCodec['language'];
	readonly version: QemuVersion | undefined;
	readonly isOpen: boolean;
	/** QMP's `exec-oob` was granted: such a line overtakes the others. */
	readonly takesOutOfBand: boolean;
	/** Only lines that look are sent; every other one is rejected with `ReadOnlyError`. */
	readonly isReadOnly: boolean;
	/**
	Sends one line and resolves with its reply. Rejects with `MonitorLostError`, with `UnsendableLineError` where it cannot be a
	request, or with `RequestWithdrawnError` when the signal came before its turn; a line that was sent cannot be called back.
	*/
	request(line: string, priority: Priority, signal?: AbortSignal): Promise<MonitorReply>;
	onEvent(listener: (event: MonitorEvent) => void): () => void;
	/** Called once, at once where it is closed already. */
	onClose(listener: (error: MonitorLostError) => void): void;
	close(): void;
};

type Waiting = {
	readonly line: string;
	readonly priority: Priority;
	readonly resolve: (reply: MonitorReply) => void;
	readonly reject: (error: Error) => void;
};

const order: readonly Priority[] = ['person', 'engine', 'poller'];

/** QEMU greets at once, also on a busy host within a second or two; a busy monitor never does. */
const greetingTimeoutMs = 4000;

export type MonitorSessionOptions = {
	/** The one place that holds back what changes something, so that no door goes round it. Default false. */
	readonly isReadOnly?: boolean;
	/** Called as a line goes out, and with what came back. */
	readonly onExchange?: (exchange: Exchange) => void;
};

/** A line that was sent, or its reply. */
export type Exchange = {readonly line: string; readonly priority: Priority; readonly reply: MonitorReply | undefined};

/** Drives a codec over a stream. Resolves when the monitor takes requests. */
export const openMonitorSession = async (
	stream: ByteStream,
	codec: MonitorCodec,
	clock: Clock,
	{isReadOnly = false, onExchange}: MonitorSessionOptions = {},
): Promise<MonitorSession> => {
	const eventListeners = new Set<(event: MonitorEvent) => void>();
	const closeListeners = new Set<(error: MonitorLostError) => void>();
	const queue: Waiting[] = [];
	/** Requests that were sent past the one in flight; QEMU answers them in their order. */
	const overtaking: Waiting[] = [];
	let inFlight: Waiting | undefined;
	let version: QemuVersion | undefined;
	let lost: MonitorLostError | undefined;
	const ready = deferred<void>();

	const fail = (reason: string): void => {
		if (lost) {
			return;
		}

		lost = new MonitorLostError(reason);
		for (const waiting of [inFlight, ...overtaking.splice(0), ...queue.splice(0)]) {
			waiting?.reject(lost);
		}

		inFlight = undefined;
		ready.reject(lost);
		for (const listener of closeListeners) {
			listener(lost);
		}
	};

	/** @returns The bytes; `undefined` when the line was refused, which its sender was told. */
	const encode = ({line, reject}: Waiting): Uint8Array | undefined => {
		try {
			if (isReadOnly) {
				assertOnlyLooks(codec.language, line);
			}

			return codec.request(line);
		} catch (error) {
			// What no monitor could take, or may not be sent, is the sender's alone.
			reject(error instanceof Error ? error : new Error(String(error)));
			return undefined;
		}
	};

	const tell = ({line, priority}: Waiting, reply?: MonitorReply): void => onExchange?.({line, priority, reply});

	const overtake = (waiting: Waiting): void => {
		const bytes = encode(waiting);
		if (bytes) {
			overtaking.push(waiting);
			tell(waiting);
			stream.write(bytes);
		}
	};

	const sendNext = (): void => {
		if (inFlight || lost || queue.length === 0) {
			return;
		}

		const next = queue.reduce((best, candidate) =>
			order.indexOf(candidate.priority) < order.indexOf(best.priority) ? candidate : best,
		);
		queue.splice(queue.indexOf(next), 1);
		const bytes = encode(next);
		if (bytes === undefined) {
			sendNext();
			return;
		}

		// First: a stream that ends while it is written to rejects what is in flight.
		inFlight = next;
		tell(next);
		stream.write(bytes);
	};

	const take = (output: CodecOutput): void => {
		switch (output.kind) {
			case 'send':
				stream.write(output.bytes);
				break;
			case 'ready':
				version = output.version;
				ready.resolve();
				break;
			case 'reply': {
				const answered = output.isOutOfBand ? overtaking.shift() : inFlight;
				if (answered) {
					tell(answered, output.reply);
				}

				if (output.isOutOfBand) {
					answered?.resolve(output.reply);
					break;
				}

				inFlight = undefined;
				answered?.resolve(output.reply);
				sendNext();
				break;
			}

			case 'event':
				for (const listener of eventListeners) {
					listener(output.event);
				}

				break;
			default:
				fail(output.reason);
				stream.close();
		}
	};

	stream.onData(chunk => {
		for (const output of codec.receive(chunk)) {
			take(output);
		}
	});
	stream.onClose(error => fail(error?.raw ?? error?.message ?? 'QEMU closed the monitor.'));

	if ((await withTimeout(clock, ready.promise, greetingTimeoutMs)) === timedOut) {
		stream.close();
		throw new MonitorBusyError('The monitor accepts the connection and says nothing.');
	}

	return {
		language: codec.language,
		get version() {
			return version;
		},
		get isOpen() {
			return lost === undefined;
		},
		isReadOnly,
		get takesOutOfBand() {
			return codec.overtakes?.('{"exec-oob": "migrate-recover"}') === true;
		},
		request: (line, priority, signal) =>
			new Promise((resolve, reject) => {
				if (lost) {
					reject(lost);
					return;
				}

				const waiting: Waiting = {line, priority, resolve, reject};
				const withdraw = (): void => {
					const at = queue.indexOf(waiting);
					if (at >= 0) {
						queue.splice(at, 1);
						reject(new RequestWithdrawnError('The line was called off before it was sent.'));
					}
				};

				if (!signal?.aborted && codec.overtakes?.(line)) {
					overtake(waiting);
					return;
				}

				queue.push(waiting);
				if (signal?.aborted) {
					withdraw();
				} else {
					signal?.addEventListener('abort', withdraw, {once: true});
				}

				sendNext();
			}),
		onEvent(listener) {
			eventListeners.add(listener);
			return () => {
				eventListeners.delete(listener);
			};
		},
		onClose(listener) {
			if (lost) {
				listener(lost);
			} else {
				closeListeners.add(listener);
			}
		},
		close() {
			fail('vmferry closed the monitor.');
			stream.close();
		},
	};
};
