import type {Client} from 'ssh2';
import {Authenticator} from '../auth/authenticator.js';
import type {Secrets} from '../auth/secrets.js';
import type {Clock} from '../common/clock.js';
import {Deadline} from '../common/deadline.js';
import type {SshSettings} from '../config/ssh-settings.js';
import {type AskPerson, ConnectionError} from '../host-connection.js';
import {HostKeyCheck} from '../known-hosts/host-key-check.js';
import {calledOffError, handshakeError, timeoutError, unreachableError} from './connect-errors.js';
import {Hop} from './hop.js';
import {hopConfig} from './hop-config.js';
import {byOpenSshRemedy} from './other-client.js';
import {sendPublicKeysWhole} from './public-key-requests.js';
import {connectTcp, connectThrough, runProxyCommand, type Wire} from './socket.js';
import {type Ssh2, watchAuthFailures} from './ssh2.js';

export type OpenHopDetails = {
	readonly ssh2: Ssh2;
	/** The destination the person typed. */
	readonly host: string;
	readonly settings: SshSettings;
	/** The signed-in jump host before this one. */
	readonly previous: Hop | undefined;
	readonly ask: AskPerson;
	readonly secrets: Secrets;
	readonly clock: Clock;
	/** Told of what the person should mend although the connection may come about. */
	readonly warn: (sentence: string) => void;
	/** Calls the whole thing off. */
	readonly signal: AbortSignal;
};

// A key may want a touch, a server may delay a refusal; sshd itself gives up after LoginGraceTime, 120 s.
const authenticationTimeoutMs = 60_000;

// As ssh does.
const connectionAttemptIntervalMs = 1000;

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** Carries out one connection up to the moment it can carry channels. Every way out but success closes everything. */
class HopOpening {
	readonly #details: OpenHopDetails;
	readonly #where: Parameters<typeof timeoutError>[0];
	readonly #resolve: (hop: Hop) => void;
	readonly #reject: (error: ConnectionError) => void;
	#deadline: Deadline;
	#wire: Wire | undefined;
	#check: HostKeyCheck | undefined;
	#authenticator: Authenticator | undefined;
	#isSettled = false;
	/** Ends a TCP connection that is still being made. */
	readonly #socketEnd = new AbortController();

	constructor(details: OpenHopDetails, resolve: (hop: Hop) => void, reject: (error: ConnectionError) => void) {
		const {settings, previous, host, clock, signal} = details;
		this.#details = details;
		this.#where = {host, settings, via: previous?.settings.alias};
		this.#resolve = resolve;
		this.#reject = reject;
		this.#deadline = new Deadline(clock, settings.connectTimeoutMs, () =>
			this.#fail(timeoutError(this.#where, 'answer', settings.connectTimeoutMs)),
		);
		signal.addEventListener('abort', this.#onAbort, {once: true});
		if (signal.aborted) {
			this.#onAbort();
		}
	}

	async run(): Promise<void> {
		const {ssh2, settings, host, secrets, warn, clock} = this.#details;
		const ask = this.#askUntimed;
		this.#check = await HostKeyCheck.prepare({host, settings, ask, accepted: secrets.acceptedHostKeys});
		this.#authenticator = new Authenticator({ssh2, host, settings, ask, secrets, warn, nowMs: () => clock.now()});
		try {
			this.#wire = await this.#openWire();
		} catch (error) {
			this.#fail(unreachableError(this.#where, asError(error), ''));
			return;
		}

		if (this.#isSettled) {
			this.#wire.stream.destroy();
		} else {
			this.#handshake(this.#wire, this.#check, this.#authenticator);
		}
	}

	async #openWire(): Promise<Wire> {
		const {settings, previous} = this.#details;
		if (previous) {
			return connectThrough(previous.client, settings);
		}

		return settings.proxyCommand === undefined ? this.#connectTcp() : runProxyCommand(settings.proxyCommand);
	}

	/** ConnectionAttempts: again a second after each failure, all of it within ConnectTimeout. */
	async #connectTcp(): Promise<Wire> {
		const {settings, clock} = this.#details;
		const {signal} = this.#socketEnd;
		for (let attempt = 1; ; attempt += 1) {
			try {
				return await connectTcp(settings, signal);
			} catch (error) {
				if (attempt >= settings.connectionAttempts || signal.aborted) {
					throw error;
				}

				await new Promise<void>(resolve => {
					clock.after(connectionAttemptIntervalMs, resolve);
				});
				signal.throwIfAborted();
			}
		}
	}

	#handshake(wire: Wire, check: HostKeyCheck, authenticator: Authenticator): void {
		const client = new this.#details.ssh2.Client();
		let isAuthenticating = false;
		const onError = (error: Error & {level?: string}) => {
			// One key of many could not sign: the authenticator has noted it and goes on.
			if (error.level === 'agent') {
				return;
			}

			const isRefusal = error.level === 'client-authentication' || /too many authentication/i.test(error.message);
			this.#fail(
				check.error ??
					(isAuthenticating && isRefusal
						? authenticator.error(error.message)
						: handshakeError(this.#where, error, wire.words())),
			);
		};

		const onClosed = () => onError(new Error('connection closed'));
		client.on('error', onError);
		client.on('end', onClosed);
		client.on('close', onClosed);
		client.on('handshake', () => {
			// Comes again at every rekey.
			if (!isAuthenticating && !this.#isSettled) {
				isAuthenticating = true;
				this.#startAuthentication(check);
			}
		});
		client.on('ready', () => {
			client.off('error', onError);
			client.off('end', onClosed);
			client.off('close', onClosed);
			authenticator.noteSuccess();
			this.#succeed(client, wire);
		});
		try {
			client.connect(hopConfig(this.#details.settings, wire, check, authenticator));
			sendPublicKeysWhole(client);
			watchAuthFailures(client, failure => authenticator.noteFailure(failure));
		} catch (error) {
			this.#fail(
				new ConnectionError({
					kind: 'bad-destination',
					host: this.#details.host,
					message: `The ssh configuration of ${this.#details.settings.alias} cannot be followed: ${asError(error).message}.`,
					remedy: byOpenSshRemedy(this.#details.host),
					raw: asError(error).message,
					otherBackend: 'openssh',
				}),
			);
		}
	}

	#startAuthentication(check: HostKeyCheck): void {
		this.#deadline.stop();
		this.#deadline = new Deadline(this.#details.clock, authenticationTimeoutMs, () =>
			this.#fail(timeoutError(this.#where, 'sign us in', authenticationTimeoutMs)),
		);
		// The signature was right, so the key is the server's own. A file that cannot be written is no reason not to connect.
		check.save().catch(() => undefined);
	}

	#succeed(client: Client, wire: Wire): void {
		if (this.#isSettled) {
			return;
		}

		this.#settle();
		const {settings, clock} = this.#details;
		this.#resolve(new Hop({client, settings, stream: wire.stream, clock}));
	}

	#fail(error: ConnectionError): void {
		if (this.#isSettled) {
			return;
		}

		this.#settle();
		// Whatever the dying connection still says is nobody's business.
		this.#wire?.stream.on('error', () => undefined);
		this.#socketEnd.abort();
		this.#wire?.stream.destroy();
		this.#reject(error);
	}

	#settle(): void {
		this.#isSettled = true;
		this.#deadline.stop();
		this.#details.signal.removeEventListener('abort', this.#onAbort);
	}

	readonly #onAbort = () => this.#fail(calledOffError(this.#details.host));

	readonly #askUntimed: AskPerson = async question => {
		const deadline = this.#deadline;
		deadline.pause();
		try {
			return this.#isSettled ? undefined : await this.#details.ask(question);
		} finally {
			deadline.resume();
		}
	};
}

/** Connects to one machine and signs in. Rejects with a `ConnectionError`; then nothing is left open. */
export const openHop = async (details: OpenHopDetails): Promise<Hop> =>
	new Promise((resolve, reject) => {
		const opening = new HopOpening(details, resolve, reject);
		opening.run().catch(reject);
	});
