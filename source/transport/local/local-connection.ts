import net from 'node:net';
import {BufferedStream} from '../common/buffered-stream.js';
import {earlyEnd, keepTail} from '../common/early-end.js';
import {packScript} from '../common/script-envelope.js';
import {StatusCell} from '../common/status-cell.js';
import {
	type ByteStream,
	ConnectionError,
	type ConnectionStatus,
	type HostConnection,
	type ShellOptions,
	type ShellResult,
	type StreamTarget,
} from '../host-connection.js';
import {runLocalScript, spawnScript} from './local-script.js';

const describeTarget = (target: StreamTarget): string =>
	target.kind === 'unix' ? target.path : `${target.host}:${target.port}`;

/** The machine vmferry runs on, as a host like any other. */
export class LocalConnection implements HostConnection {
	readonly name: string;
	readonly warnings: readonly string[] = [];
	readonly #status = new StatusCell();
	/** What `close` has to end. */
	readonly #open = new Set<() => void>();

	constructor(name: string) {
		this.name = name;
	}

	get status(): ConnectionStatus {
		return this.#status.value;
	}

	onStatus(listener: (status: ConnectionStatus) => void): () => void {
		return this.#status.subscribe(listener);
	}

	async connect(): Promise<void> {
		this.#refuseWhenClosed();
		this.#status.set({state: 'ready', roundTripMs: 0});
	}

	async runScript(script: string, options: ShellOptions = {}): Promise<ShellResult> {
		this.#refuseWhenClosed();
		return runLocalScript(this.name, script, options, this.#open);
	}

	async startScript(script: string): Promise<ByteStream> {
		this.#refuseWhenClosed();
		const {bootstrap, payload} = packScript(script);
		const child = spawnScript(bootstrap);
		let isEndedByUs = false;
		const words = keepTail(child.stderr);
		const kill = () => {
			isEndedByUs = true;
			child.kill();
		};

		const stream = new BufferedStream({
			write: data => child.stdin.write(data),
			end() {
				isEndedByUs = true;
				child.stdin.end();
			},
			close: kill,
		});
		this.#open.add(kill);
		child.stdout.on('data', (chunk: Uint8Array) => stream.deliver(chunk));
		child.onClose((error, code, signal) => {
			this.#open.delete(kill);
			if (error) {
				stream.finish(this.#error('channel-refused', '/bin/sh could not be started.', error));
			} else {
				stream.finish(isEndedByUs ? undefined : earlyEnd(this.name, code, signal, words()));
			}
		});
		child.stdin.write(payload);
		return stream;
	}

	async openStream(target: StreamTarget): Promise<ByteStream> {
		this.#refuseWhenClosed();
		return new Promise((resolve, reject) => {
			const socket = net.connect(
				target.kind === 'unix'
					? {path: target.path}
					: {host: target.host, port: target.port, noDelay: true, keepAlive: true},
			);
			const destroy = () => socket.destroy();
			const stream = new BufferedStream({
				write: data => socket.write(data),
				end: () => socket.end(),
				close: destroy,
			});
			let failure: Error | undefined;
			let isConnected = false;
			this.#open.add(destroy);
			socket.once('connect', () => {
				isConnected = true;
				resolve(stream);
			});
			socket.on('data', (chunk: Uint8Array) => stream.deliver(chunk));
			socket.on('error', error => {
				failure = error;
			});
			socket.on('close', () => {
				this.#open.delete(destroy);
				const where = describeTarget(target);
				const error = failure
					? this.#error(
							isConnected ? 'lost' : 'channel-refused',
							isConnected ? `The stream to ${where} broke.` : `There is no way to ${where} on ${this.name}.`,
							failure,
						)
					: undefined;
				reject(error ?? this.#error('closed', `The stream to ${where} was closed.`));
				stream.finish(error);
			});
		});
	}

	async close(): Promise<void> {
		this.#status.set({state: 'closed'});
		for (const end of [...this.#open]) {
			end();
		}
	}

	#refuseWhenClosed(): void {
		if (this.#status.value.state === 'closed') {
			throw this.#error('closed', `The connection to ${this.name} was closed by vmferry.`);
		}
	}

	#error(kind: ConnectionError['kind'], message: string, cause?: Error): ConnectionError {
		return new ConnectionError({
			kind,
			host: this.name,
			message: cause ? `${message} (${cause.message})` : message,
			raw: cause?.message,
		});
	}
}
