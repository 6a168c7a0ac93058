import {createSecrets, forgetSecrets} from '../auth/secrets.js';
import type {Clock} from '../common/clock.js';
import {askOneAtATime} from '../common/serial-ask.js';
import {StatusCell} from '../common/status-cell.js';
import type {ConfigOptions} from '../config/resolve.js';
import type {Destination} from '../destination.js';
import {
	type AskPerson,
	type ByteStream,
	ConnectionError,
	type ConnectionStatus,
	type HostConnection,
	type Question,
	type ShellOptions,
	type ShellResult,
	type StreamTarget,
} from '../host-connection.js';
import {reconnectDelayMs} from './backoff.js';
import {calledOffError} from './connect-errors.js';
import {establish} from './establish.js';
import type {Link} from './link.js';
import {SessionSlots} from './session-slots.js';
import {runSshScript, startSshScript} from './ssh-script.js';
import {openSshStream} from './ssh-stream.js';

/** Troubles that no waiting mends: asking again by itself would lock accounts or wear down a person's care. */
const isFinal = (error: ConnectionError): boolean =>
	!['unreachable', 'timeout', 'lost', 'channel-refused'].includes(error.kind);

// A link that died younger than this has not proved that the trouble is over.
const provenAfterMs = 10_000;

const toConnectionError = (host: string, error: unknown): ConnectionError =>
	error instanceof ConnectionError
		? error
		: new ConnectionError({
				kind: 'protocol',
				host,
				message: `The connection to ${host} failed in a way that vmferry does not know.`,
				raw: error instanceof Error ? error.message : String(error),
			});

const questionText = (question: Question): string =>
	question.kind === 'secret' ? question.prompt : `Is the host key ${question.fingerprint} right?`;

/** One SSH connection to a host, which comes back by itself when it breaks. */
export class SshConnection implements HostConnection {
	readonly name: string;
	readonly #destination: Destination;
	readonly #config: ConfigOptions;
	readonly #person: AskPerson;
	readonly #clock: Clock;
	readonly #status = new StatusCell();
	readonly #secrets = createSecrets();
	readonly #closing = new AbortController();
	#warnings: readonly string[] = [];
	#link: Link | undefined;
	#slots = new SessionSlots();
	#connecting: Promise<void> | undefined;
	#cancelRetry: (() => void) | undefined;
	#attempt = 0;
	#roundTripMs: number | undefined;

	constructor(destination: Destination, details: {config: ConfigOptions; ask: AskPerson; clock: Clock}) {
		this.name = destination.text;
		this.#destination = destination;
		this.#config = details.config;
		this.#person = askOneAtATime(details.ask);
		this.#clock = details.clock;
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
		this.#refuseWhenClosed();
		if (this.#link) {
			return;
		}

		this.#cancelRetry?.();
		this.#cancelRetry = undefined;
		await this.#establishOnce(false);
	}

	async runScript(script: string, options: ShellOptions = {}): Promise<ShellResult> {
		const link = await this.#usableLink();
		return runSshScript({host: this.name, clock: this.#clock, link}, this.#slots, script, options);
	}

	async startScript(script: string): Promise<ByteStream> {
		const link = await this.#usableLink();
		return startSshScript({host: this.name, clock: this.#clock, link}, script);
	}

	async openStream(target: StreamTarget): Promise<ByteStream> {
		return openSshStream(this.name, await this.#usableLink(), target);
	}

	async close(): Promise<void> {
		if (this.#closing.signal.aborted) {
			return;
		}

		const error = calledOffError(this.name);
		this.#closing.abort(error);
		this.#cancelRetry?.();
		const link = this.#link;
		this.#link = undefined;
		this.#status.set({state: 'closed'});
		forgetSecrets(this.#secrets);
		await link?.close(error);
		await this.#connecting?.catch(() => undefined);
	}

	#refuseWhenClosed(): void {
		if (this.#closing.signal.aborted) {
			throw calledOffError(this.name);
		}
	}

	/** The living link; waits for a connection under way, but not for one that may never come back. */
	async #usableLink(): Promise<Link> {
		this.#refuseWhenClosed();
		const {state} = this.status;
		if (!this.#link && this.#connecting && (state === 'connecting' || state === 'asking')) {
			await this.#connecting;
		}

		if (!this.#link) {
			const status = this.status;
			throw status.state === 'refused'
				? status.error
				: new ConnectionError({
						kind: 'unreachable',
						host: this.name,
						message: `There is no connection to ${this.name} just now${status.state === 'reconnecting' ? ` (${status.why})` : ''}; nothing was sent.`,
						remedy: 'Wait until it is connected again, and look at what is true there before you repeat it.',
					});
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
			this.#status.set({state: 'connecting'});
		}

		try {
			const link = await establish({
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
			this.#adopt(link);
		} catch (thrown) {
			const error = toConnectionError(this.name, thrown);
			if (!isRetry || isFinal(error)) {
				this.#status.set({state: 'refused', error});
			}

			throw error;
		}
	}

	#adopt(link: Link): void {
		const since = this.#clock.now();
		this.#link = link;
		this.#slots = new SessionSlots();
		this.#roundTripMs = undefined;
		this.#status.set({state: 'ready', roundTripMs: undefined});
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
					this.#status.set(
						sinceMs === undefined ? {state: 'ready', roundTripMs: this.#roundTripMs} : {state: 'stalled', sinceMs},
					);
				}
			},
			onRoundTrip: roundTripMs => {
				this.#roundTripMs = roundTripMs;
				if (this.#link === link && this.status.state === 'ready') {
					this.#status.set({state: 'ready', roundTripMs});
				}
			},
		});
	}

	#retryLater(why: string): void {
		const delayMs = reconnectDelayMs(this.#attempt, Math.random());
		this.#attempt += 1;
		this.#status.set({state: 'reconnecting', why, nextTryMs: this.#clock.now() + delayMs});
		this.#cancelRetry = this.#clock.after(delayMs, () => {
			this.#cancelRetry = undefined;
			this.#establishOnce(true).catch((error: unknown) => {
				const reason = toConnectionError(this.name, error);
				if (!this.#closing.signal.aborted && !isFinal(reason)) {
					this.#retryLater(reason.message);
				}
			});
		});
	}

	readonly #ask: AskPerson = async question => {
		const before = this.status;
		this.#status.set({state: 'asking', question: questionText(question)});
		try {
			return await this.#person(question);
		} finally {
			this.#status.set(before);
		}
	};
}
