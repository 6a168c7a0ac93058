import type {ByteStream, ConnectionError} from '../host-connection.js';

/** What a stream does with the bytes that go out. Each may be called on a stream that is already gone. */
export type StreamSink = {
	write(data: string | Uint8Array): void;
	end(): void;
	/** Must lead to `finish` soon. */
	close(): void;
};

/**
The receiving half of every `ByteStream`: keeps what arrives before somebody listens, closes once, and hands over data
before the end.
*/
export class BufferedStream implements ByteStream {
	readonly #sink: StreamSink;
	#waiting: Uint8Array[] = [];
	#onData: ((chunk: Uint8Array) => void) | undefined;
	#onClose: ((error: ConnectionError | undefined) => void) | undefined;
	#finished: {readonly error: ConnectionError | undefined} | undefined;

	constructor(sink: StreamSink) {
		this.#sink = sink;
	}

	get isFinished(): boolean {
		return this.#finished !== undefined;
	}

	/** A chunk from the peer. Ignored after the end. */
	deliver(chunk: Uint8Array): void {
		if (this.#finished) {
			return;
		}

		if (this.#onData) {
			this.#onData(chunk);
		} else {
			this.#waiting.push(chunk);
		}
	}

	/** The end, in order or with the reason why not. Only the first call counts. */
	finish(error?: ConnectionError): void {
		if (this.#finished) {
			return;
		}

		this.#finished = {error};
		this.#onClose?.(error);
	}

	write(data: string | Uint8Array): void {
		if (!this.#finished) {
			this.#sink.write(data);
		}
	}

	end(): void {
		if (!this.#finished) {
			this.#sink.end();
		}
	}

	close(): void {
		if (!this.#finished) {
			this.#sink.close();
		}
	}

	onData(listener: (chunk: Uint8Array) => void): void {
		this.#onData = listener;
		const waiting = this.#waiting;
		this.#waiting = [];
		for (const chunk of waiting) {
			listener(chunk);
		}
	}

	onClose(listener: (error: ConnectionError | undefined) => void): void {
		this.#onClose = listener;
		const finished = this.#finished;
		if (finished) {
			// A moment later, so that a data listener set in the same tick sees its bytes first.
			queueMicrotask(() => listener(finished.error));
		}
	}
}
