import {asksForSecret, redactSecrets} from '../../lib/redact-secrets.js';
import type {ByteStream, ConnectionError} from '../host-connection.js';
import {asLatin1, recordBytes} from './bytes.js';
import {recordError} from './record-error.js';
import type {RecordedEvent} from './recording.js';

/** A secret cut in two by the network would not be known for one: text waits for the end of its line or argument. */
const longestWait = 1_000_000;

type Write = (event: RecordedEvent) => void;

/**
A stream, with what passes written down. What follows a prompt for a secret is not; and where a secret was sent, neither is what
comes back until the next line is sent, since QEMU's HMP echoes it in pieces.
*/
export class RecordedStream implements ByteStream {
	readonly #stream: ByteStream;
	readonly #channel: number;
	readonly #write: Write;
	/** Received, and not written down yet. */
	#pending = '';
	/** The last that was received, to know a prompt by. */
	#tail = '';
	#isSecretBack = false;

	constructor(stream: ByteStream, channel: number, write: Write) {
		this.#stream = stream;
		this.#channel = channel;
		this.#write = write;
	}

	write(data: string | Uint8Array): void {
		this.#flush();
		const text = asLatin1(data);
		const isPrompted = asksForSecret(this.#tail);
		const isSecret = isPrompted || redactSecrets(text) !== text;
		this.#tail = '';
		// QMP does not echo.
		this.#isSecretBack = isSecret && !text.trimStart().startsWith('{');
		const recorded = isPrompted ? {removedBytes: text.length} : recordBytes(text);
		this.#write({event: 'sent', channel: this.#channel, ...recorded});
		this.#stream.write(data);
	}

	end(): void {
		this.#flush();
		this.#write({event: 'end', channel: this.#channel});
		this.#stream.end();
	}

	close(): void {
		this.#flush();
		this.#write({event: 'close', channel: this.#channel});
		this.#stream.close();
	}

	onData(listener: (chunk: Uint8Array) => void): void {
		this.#stream.onData(chunk => {
			this.#take(asLatin1(chunk));
			listener(chunk);
		});
	}

	onClose(listener: (error: ConnectionError | undefined) => void): void {
		this.#stream.onClose(error => {
			this.#flush();
			this.#write({event: 'closed', channel: this.#channel, ...(error ? {error: recordError(error)} : {})});
			listener(error);
		});
	}

	#take(text: string): void {
		this.#tail = (this.#tail + text).slice(-200);
		if (this.#isSecretBack) {
			this.#write({event: 'received', channel: this.#channel, removedBytes: text.length});
			return;
		}

		this.#pending += text;
		const end = Math.max(this.#pending.lastIndexOf('\n'), this.#pending.lastIndexOf('\0')) + 1;
		if (end > 0 || this.#pending.length > longestWait) {
			this.#flush(end > 0 ? end : undefined);
		}
	}

	#flush(length = this.#pending.length): void {
		if (length > 0) {
			const text = this.#pending.slice(0, length);
			this.#pending = this.#pending.slice(length);
			this.#write({event: 'received', channel: this.#channel, ...recordBytes(text)});
		}
	}
}
