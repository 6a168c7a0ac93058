import net from 'node:net';
import {monitorHolderScript} from '../../source/engine/hosts/monitor-holder-script.js';
import {
	forgetLaunchScript,
	launchOutputScript,
	launchScript,
	leftPlansScript,
	lookScript,
	processScript,
	signalScript,
} from '../../source/engine/hosts/scripts.js';
import {hostProbeScript} from '../../source/protocol/host-probe/script.js';
import {BufferedStream} from '../../source/transport/common/buffered-stream.js';
import {StatusCell} from '../../source/transport/common/status-cell.js';
import {
	type ByteStream,
	ConnectionError,
	type ConnectionStatus,
	type HostConnection,
	type ShellOptions,
	type ShellResult,
	type StreamTarget,
} from '../../source/transport/host-connection.js';
import {type ProbedHost, probeAnswer} from './probe-answer.js';
import {machineTypeOf, releaseOf, scriptedVersions} from './scripted-monitor/release.js';

/** What the host itself has: its processes, and what is done to them. The world of the test stands behind it. */
export type HostInside = {
	readonly address: string;
	readonly probed: () => ProbedHost;
	/** Where a client reaches an endpoint of this host. */
	readonly endpoint: (target: StreamTarget) => net.NetConnectOpts | undefined;
	readonly exists: (pid: number, startTimeTicks: number) => boolean;
	/** Starts a program; returns the folder of its output, or the words of a failure. */
	readonly launch: (
		plan: string,
		commandLine: readonly string[],
	) => {readonly folder: string} | {readonly failure: string};
	/** Folder and plan of each launch that was not forgotten. */
	readonly leftPlans: () => ReadonlyArray<readonly [string, string]>;
	readonly launchOutput: (folder: string) => string | undefined;
	readonly forgetLaunch: (folder: string) => void;
	readonly signal: (signal: string, pid: number, startTimeTicks: number) => void;
};

export type ScriptName =
	| 'left-plans'
	| 'launch'
	| 'launch-output'
	| 'forget'
	| 'signal'
	| 'look'
	| 'process'
	| 'holder';

const scriptNames = new Map<string, ScriptName>([
	[launchScript, 'launch'],
	[leftPlansScript, 'left-plans'],
	[launchOutputScript, 'launch-output'],
	[forgetLaunchScript, 'forget'],
	[signalScript, 'signal'],
	[lookScript, 'look'],
	[processScript, 'process'],
	[monitorHolderScript, 'holder'],
]);

const done = (stdout = '', exitCode = 0, stderr = ''): ShellResult => ({stdout, stderr, exitCode, signal: undefined});

const soon = (): Promise<void> =>
	new Promise(resolve => {
		setImmediate(resolve);
	});

/** A connection to a host that is made up: its link can be cut, and everything on it can be slow. */
export class FakeHost implements HostConnection {
	readonly name: string;
	readonly warnings: readonly string[] = [];
	readonly #inside: HostInside;
	readonly #status = new StatusCell();
	readonly #cuts = new Set<(error: ConnectionError | undefined) => void>();
	#isUp = true;
	#isHalfOpen = false;
	readonly #forgotten: net.Socket[] = [];
	/** Called before a script runs; a promise holds it up. */
	beforeScript: ((name: ScriptName) => Promise<void> | void) | undefined;
	/** Called before the probe answers; `false` keeps it from answering. */
	beforeProbe: (() => boolean) | undefined;
	/** Runs after a script was done and before its outcome is told. */
	afterScript: ((name: ScriptName) => void) | undefined;
	/** Called before bytes go to a monitor; `false` loses them. */
	beforeWrite: ((data: string) => boolean) | undefined;
	/** The next `connect` ends so. */
	refusal: ConnectionError | undefined;
	probes = 0;
	scripts: ScriptName[] = [];

	constructor(name: string, inside: HostInside) {
		this.name = name;
		this.#inside = inside;
	}

	get status(): ConnectionStatus {
		return this.#status.value;
	}

	/** What the host says of whoever holds a busy monitor. */
	holder = '';

	get openStreams(): number {
		return this.#cuts.size;
	}

	onStatus(listener: (status: ConnectionStatus) => void): () => void {
		return this.#status.subscribe(listener);
	}

	async connect(): Promise<void> {
		this.#status.set({state: 'connecting'});
		await soon();
		if (this.refusal) {
			this.#status.set({state: 'refused', error: this.refusal});
			throw this.refusal;
		}

		this.#mustBeUp();
		this.#status.set({state: 'ready', roundTripMs: 3});
	}

	get isUp(): boolean {
		return this.#isUp;
	}

	/**
	The link dies: what was open ends as lost, what is asked fails until `restoreLink`. Half open, the host has not noticed: QEMU
	keeps its client until `noticeDeadLink`.
	*/
	cutLink({isHalfOpen = false} = {}): void {
		this.#isUp = false;
		this.#isHalfOpen = isHalfOpen;
		this.#status.set({state: 'reconnecting', why: 'The link died.', nextTryMs: 0});
		for (const cut of [...this.#cuts]) {
			cut(this.#error('lost', `The link to ${this.name} was lost.`));
		}
	}

	noticeDeadLink(): void {
		for (const socket of this.#forgotten.splice(0)) {
			socket.destroy();
		}
	}

	restoreLink(): void {
		this.#isUp = true;
		this.#status.set({state: 'ready', roundTripMs: 3});
	}

	async runScript(script: string, options: ShellOptions = {}): Promise<ShellResult> {
		this.#mustBeUp();
		const name = scriptNames.get(script);
		if (name === undefined) {
			throw new Error(`The fake host ${this.name} does not know this script:\n${script}`);
		}

		this.scripts.push(name);
		return new Promise((resolve, reject) => {
			const cut = (error: ConnectionError | undefined): void => {
				this.#cuts.delete(cut);
				reject(error ?? this.#error('closed', `The connection to ${this.name} was closed while a command ran.`));
			};

			this.#cuts.add(cut);
			this.#run(name, options.arguments ?? [])
				.then(resolve, reject)
				.finally(() => this.#cuts.delete(cut));
		});
	}

	async startScript(script: string): Promise<ByteStream> {
		await soon();
		this.#mustBeUp();
		if (script !== hostProbeScript) {
			throw new Error(`The fake host ${this.name} does not know this long script:\n${script}`);
		}

		const seen = new Set<number>();
		let unread = '';
		const answer = async (line: string): Promise<void> => {
			const [kind, nonce = ''] = line.split(' ');
			this.probes++;
			await soon();
			if (this.beforeProbe?.() === false) {
				return;
			}

			const host = this.#inside.probed();
			const text = probeAnswer(host, {kind: kind === 'full' ? 'full' : 'tick', nonce}, 1000 + this.probes, seen);
			for (const {pid} of host.processes) {
				seen.add(pid);
			}

			stream.deliver(new TextEncoder().encode(text));
		};

		const end = (error?: ConnectionError): void => {
			this.#cuts.delete(end);
			stream.finish(error);
		};

		const stream = new BufferedStream({
			write(data) {
				unread += typeof data === 'string' ? data : new TextDecoder().decode(data);
				for (let at = unread.indexOf('\n'); at >= 0; at = unread.indexOf('\n')) {
					const line = unread.slice(0, at);
					unread = unread.slice(at + 1);
					void answer(line);
				}
			},
			end: () => end(),
			close: () => end(),
		});
		this.#cuts.add(end);
		return stream;
	}

	async openStream(target: StreamTarget): Promise<ByteStream> {
		await soon();
		this.#mustBeUp();
		const endpoint = this.#inside.endpoint(target);
		const where = target.kind === 'unix' ? target.path : `${target.host}:${target.port}`;
		if (!endpoint) {
			throw this.#error('channel-refused', `There is no way to ${where} on ${this.name}.`);
		}

		return new Promise((resolve, reject) => {
			const socket = net.connect(endpoint);
			const cut = (error: ConnectionError | undefined): void => {
				finish(error);
				if (this.#isHalfOpen) {
					this.#forgotten.push(socket);
				} else {
					socket.destroy();
				}
			};

			const finish = (error?: ConnectionError): void => {
				this.#cuts.delete(cut);
				reject(error ?? this.#error('closed', `The stream to ${where} was closed.`));
				stream.finish(error);
			};

			const stream = new BufferedStream({
				write: data => {
					if (this.beforeWrite?.(typeof data === 'string' ? data : Buffer.from(data).toString()) !== false) {
						socket.write(data);
					}
				},
				end: () => socket.end(),
				close: () => socket.destroy(),
			});
			this.#cuts.add(cut);
			socket.once('connect', () => resolve(stream));
			socket.on('data', (chunk: Uint8Array) => stream.deliver(chunk));
			socket.on('error', () => undefined);
			socket.on('close', () => finish());
		});
	}

	async close(): Promise<void> {
		this.#status.set({state: 'closed'});
		this.#isUp = false;
		this.#isHalfOpen = false;
		this.noticeDeadLink();
		for (const cut of [...this.#cuts]) {
			cut(undefined);
		}
	}

	async #run(name: ScriptName, words: readonly string[]): Promise<ShellResult> {
		await this.beforeScript?.(name);
		await soon();
		// A command that the link did not carry is not done.
		this.#mustBeUp();
		const result = this.#perform(name, words);
		this.afterScript?.(name);
		await soon();
		return result;
	}

	#perform(name: ScriptName, [first = '', ...rest]: readonly string[]): ShellResult {
		switch (name) {
			case 'launch': {
				const [plan = '', ...commandLine] = rest;
				const started = this.#inside.launch(plan, commandLine);
				return 'folder' in started ? done(`${started.folder}\n`) : done('', 92, started.failure);
			}

			case 'left-plans':
				return done(
					this.#inside
						.leftPlans()
						.map(([folder, plan]) => `${folder}\n${plan}\n`)
						.join(''),
				);
			case 'launch-output': {
				const output = this.#inside.launchOutput(first);
				return output === undefined ? done('', 93) : done(output);
			}

			case 'forget':
				this.#inside.forgetLaunch(first);
				return done();
			case 'process':
				return done(this.#inside.exists(Number(first), Number(rest[0])) ? 'alive\n' : 'gone\n');
			case 'holder':
				return done(this.holder);
			case 'signal':
				this.#inside.signal(first, Number(rest[0]), Number(rest[1]));
				return done();
			default: {
				const types = scriptedVersions.map(version => `${machineTypeOf(releaseOf(version)).padEnd(20)} Standard PC`);
				return done(
					[`/usr/bin/${first}`, ...rest.map(() => 'erw'), 'Supported machines are:', ...types, ''].join('\n'),
				);
			}
		}
	}

	#mustBeUp(): void {
		if (!this.#isUp) {
			const isClosed = this.#status.value.state === 'closed';
			throw this.#error(isClosed ? 'closed' : 'lost', `There is no link to ${this.name}.`);
		}
	}

	#error(kind: ConnectionError['kind'], message: string): ConnectionError {
		return new ConnectionError({kind, host: this.name, message});
	}
}
