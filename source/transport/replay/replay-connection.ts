import {redactSecrets} from '../../lib/redact-secrets.js';
import {StatusCell} from '../common/status-cell.js';
import type {ByteStream, ConnectionStatus, HostConnection, ShellResult, StreamTarget} from '../host-connection.js';
import {readBytes} from '../record/bytes.js';
import {errorOf} from '../record/record-error.js';
import type {RecordedBytes, RecordedLine, RecordedStatus} from '../record/recording.js';
import type {Lane} from './lane.js';
import type {Nonces} from './nonces.js';
import type {RecordedScripts} from './recorded-scripts.js';
import {replayStream} from './replay-stream.js';

const statusOf = (host: string, status: RecordedStatus): ConnectionStatus =>
	// Written from a ConnectionStatus; only its error is an object of its own.
	(status.error ? {state: 'refused', error: errorOf(host, status.error)} : status) as ConnectionStatus;

type Waiting = {readonly resolve: () => void; readonly reject: (error: Error) => void};

/** A connection that answers as the recorded one did. What differs is told to `fail`, and never answered. */
export class ReplayConnection implements HostConnection {
	readonly name: string;
	readonly #lane: Lane;
	readonly #channels: Lane[];
	readonly #nonces: Nonces;
	readonly #scripts: RecordedScripts;
	readonly #fail: (problem: string) => void;
	readonly #status = new StatusCell();
	#warnings: readonly string[] = [];
	#connecting: Waiting | undefined;

	constructor(details: {
		name: string;
		lane: Lane;
		channels: readonly Lane[];
		nonces: Nonces;
		scripts: RecordedScripts;
		fail: (problem: string) => void;
	}) {
		this.name = details.name;
		this.#lane = details.lane;
		this.#channels = [...details.channels];
		this.#nonces = details.nonces;
		this.#scripts = details.scripts;
		this.#fail = details.fail;
		this.#lane.listen(line => this.#take(line));
	}

	get status(): ConnectionStatus {
		return this.#status.value;
	}

	get warnings(): readonly string[] {
		return this.#warnings;
	}

	onStatus(listener: (status: ConnectionStatus) => void): () => void {
		return this.#status.subscribe(listener);
	}

	async connect(): Promise<void> {
		return new Promise((resolve, reject) => {
			if (this.#lane.call?.event !== 'connect') {
				this.#fail(`Unexpected on ${this.name}: a connection is made.`);
				return;
			}

			this.#lane.called();
			this.#connecting = {resolve, reject};
		});
	}

	async runScript(script: string, options: Parameters<HostConnection['runScript']>[1] = {}): Promise<ShellResult> {
		const digest = this.#scripts.digestOf(script);
		const words = (options.arguments ?? []).map(word => redactSecrets(word));
		const lane = this.#claim(
			`the script ${digest} with ${JSON.stringify(words)}`,
			line =>
				line.event === 'run' &&
				line.digest === digest &&
				line.arguments.length === words.length &&
				this.#nonces.match(line.arguments.join('\0'), words.join('\0')),
		);
		return new Promise((resolve, reject) => {
			lane?.listen(line => {
				if (line.event === 'result') {
					const {stdout, stderr, exitCode, signal} = line;
					const textOf = (bytes: RecordedBytes) => this.#nonces.translate(readBytes(bytes)?.toString() ?? '');
					resolve({stdout: textOf(stdout), stderr: textOf(stderr), exitCode, signal});
				} else if (line.event === 'failed') {
					reject(errorOf(this.name, line.error));
				}
			});
		});
	}

	async startScript(script: string): Promise<ByteStream> {
		const digest = this.#scripts.digestOf(script);
		return this.#open(`the long script ${digest}`, line => line.event === 'start' && line.digest === digest);
	}

	async openStream(target: StreamTarget): Promise<ByteStream> {
		const wanted = JSON.stringify(target);
		return this.#open(`a stream to ${wanted}`, line => line.event === 'open' && JSON.stringify(line.target) === wanted);
	}

	async close(): Promise<void> {
		this.#lane.end();
		this.#status.set({state: 'closed'});
	}

	/** The first such script or stream that was not asked for yet. */
	#claim(what: string, isIt: (line: RecordedLine) => boolean): Lane | undefined {
		const index = this.#channels.findIndex(({call}) => call !== undefined && isIt(call));
		const [lane] = index === -1 ? [] : this.#channels.splice(index, 1);
		if (lane) {
			lane.called();
		} else {
			this.#fail(`Unexpected on ${this.name}: ${what} is not in the recording, or not so often.`);
		}

		return lane;
	}

	async #open(what: string, isIt: (line: RecordedLine) => boolean): Promise<ByteStream> {
		const lane = this.#claim(what, isIt);
		return new Promise((resolve, reject) => {
			lane?.listen(line => {
				if (line.event === 'opened') {
					resolve(replayStream(lane, this.#nonces, this.#fail));
				} else if (line.event === 'failed') {
					reject(errorOf(this.name, line.error));
				}
			});
		});
	}

	#take(line: RecordedLine): void {
		switch (line.event) {
			case 'status':
				this.#warnings = line.warnings;
				this.#status.set(statusOf(this.name, line.status));
				break;
			case 'connected':
				this.#connecting?.resolve();
				break;
			case 'connect-failed':
				this.#connecting?.reject(errorOf(this.name, line.error));
				break;
			default:
		}
	}
}
