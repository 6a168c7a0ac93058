import {redactSecrets} from '../../lib/redact-secrets.js';
import type {AskPerson, ByteStream, ConnectionStatus, HostConnection, ShellResult} from '../host-connection.js';
import {asLatin1, recordBytes} from './bytes.js';
import {recordError, recordStatus} from './record-error.js';
import {RecordedStream} from './recorded-stream.js';
import type {RecordedEvent} from './recording.js';
import type {Recording} from './recording-file.js';

/** A connection that writes down what passes on it and is otherwise the one it was given. */
export class RecordedConnection implements HostConnection {
	readonly #inner: HostConnection;
	readonly #recording: Recording;

	constructor(inner: HostConnection, recording: Recording) {
		this.#inner = inner;
		this.#recording = recording;
		inner.onStatus(status => {
			this.#write({event: 'status', status: recordStatus(status), warnings: inner.warnings});
		});
	}

	get name(): string {
		return this.#inner.name;
	}

	get status(): ConnectionStatus {
		return this.#inner.status;
	}

	get warnings(): readonly string[] {
		return this.#inner.warnings;
	}

	onStatus(listener: (status: ConnectionStatus) => void): () => void {
		return this.#inner.onStatus(listener);
	}

	async connect(): Promise<void> {
		this.#write({event: 'connect'});
		try {
			await this.#inner.connect();
		} catch (error) {
			this.#write({event: 'connect-failed', error: recordError(error)});
			throw error;
		}

		this.#write({event: 'connected'});
	}

	async runScript(...details: Parameters<HostConnection['runScript']>): Promise<ShellResult> {
		const [script, options = {}] = details;
		const channel = this.#recording.nextChannel();
		const words = (options.arguments ?? []).map(word => redactSecrets(word));
		this.#write({
			event: 'run',
			channel,
			digest: this.#digest(script),
			arguments: words,
			hasInput: (options.input ?? '') !== '',
		});
		const result = await this.#orFailed(channel, this.#inner.runScript(...details));
		this.#write({
			event: 'result',
			channel,
			stdout: recordBytes(asLatin1(result.stdout)),
			stderr: recordBytes(asLatin1(result.stderr)),
			exitCode: result.exitCode,
			signal: result.signal,
		});
		return result;
	}

	async startScript(...details: Parameters<HostConnection['startScript']>): Promise<ByteStream> {
		const channel = this.#recording.nextChannel();
		this.#write({event: 'start', channel, digest: this.#digest(details[0])});
		return this.#opened(channel, this.#inner.startScript(...details));
	}

	async openStream(...details: Parameters<HostConnection['openStream']>): Promise<ByteStream> {
		const channel = this.#recording.nextChannel();
		this.#write({event: 'open', channel, target: details[0]});
		return this.#opened(channel, this.#inner.openStream(...details));
	}

	async close(): Promise<void> {
		this.#write({event: 'disconnect'});
		await this.#inner.close();
	}

	#write(event: RecordedEvent): void {
		this.#recording.write(this.name, event);
	}

	#digest(script: string): string {
		return this.#recording.digestOf(this.name, script);
	}

	async #orFailed<T>(channel: number, outcome: Promise<T>): Promise<T> {
		try {
			return await outcome;
		} catch (error) {
			this.#write({event: 'failed', channel, error: recordError(error)});
			throw error;
		}
	}

	async #opened(channel: number, opening: Promise<ByteStream>): Promise<ByteStream> {
		const stream = await this.#orFailed(channel, opening);
		this.#write({event: 'opened', channel});
		return new RecordedStream(stream, channel, event => this.#write(event));
	}
}

/** A person whose being asked is written down, and never the answer. */
export const recordedAsk =
	(ask: AskPerson, recording: Recording, host: string): AskPerson =>
	async question => {
		recording.write(host, {event: 'asked', question: {...question}});
		const answer = await ask(question);
		recording.write(host, {event: 'answered', isAnswered: answer !== undefined});
		return answer;
	};
