import type {AnyAuthMethod, NextAuthHandler} from 'ssh2';
import {messageOf} from '../../lib/message-of.js';
import type {SshSettings} from '../config/ssh-settings.js';
import {type AskPerson, ConnectionError} from '../host-connection.js';
import {byOpenSshRemedy, wantsOpenSsh} from '../ssh/other-client.js';
import type {AuthFailure, Ssh2} from '../ssh/ssh2.js';
import {KeyWay} from './key-way.js';
import {KeyboardWay} from './keyboard-way.js';
import type {AuthContext, AuthWay} from './method.js';
import {PasswordWay} from './password-way.js';
import type {Secrets} from './secrets.js';

/**
Proves who we are, in OpenSSH's order: `none` to learn what the server wants, then the methods of PreferredAuthentications that
the server offers, each until it has nothing more to try. After half of a proof (partial success) the list starts anew.
*/
export class Authenticator {
	readonly #host: string;
	readonly #settings: SshSettings;
	readonly #ways: ReadonlyMap<string, AuthWay>;
	readonly #tried: string[] = [];
	readonly #notes: string[] = [];
	#methodsLeft: readonly string[] | undefined;
	#current: AuthWay | undefined;
	#isGivenUp = false;

	constructor(details: {
		ssh2: Ssh2;
		host: string;
		settings: SshSettings;
		ask: AskPerson;
		secrets: Secrets;
		warn: (sentence: string) => void;
		nowMs: () => number;
	}) {
		const {ssh2, host, settings, ask, secrets, warn, nowMs} = details;
		const context: AuthContext = {
			ssh2,
			settings,
			secrets,
			tried: this.#tried,
			notes: this.#notes,
			warn,
			nowMs,
			askSecret: async prompt => ask({kind: 'secret', host: settings.alias, prompt}),
			giveUp: () => {
				this.#isGivenUp = true;
			},
		};
		this.#host = host;
		this.#settings = settings;
		const {pubkeyAuthentication, kbdInteractiveAuthentication, passwordAuthentication, batchMode} = settings;
		const ways = new Map<string, AuthWay>();
		if (pubkeyAuthentication) {
			ways.set('publickey', new KeyWay(context));
		}

		if (kbdInteractiveAuthentication && !batchMode) {
			ways.set('keyboard-interactive', new KeyboardWay(context));
		}

		if (passwordAuthentication && !batchMode) {
			ways.set('password', new PasswordWay(context));
		}

		this.#ways = ways;
	}

	/** The server's answer to the last attempt. */
	noteFailure({methodsLeft, partialSuccess}: AuthFailure): void {
		this.#methodsLeft = methodsLeft;
		if (!partialSuccess) {
			this.#current?.noteFailure?.();
		}
	}

	/** The server let us in: what the person gave may be used for reconnecting. */
	noteSuccess(): void {
		for (const way of this.#ways.values()) {
			way.noteSuccess?.();
		}
	}

	/** For ssh2's authHandler. */
	readonly handler = (_left: unknown, _partial: unknown, next: NextAuthHandler): void => {
		// ssh2 takes false for "nothing more"; its types leave that out.
		const answer = next as (method: AnyAuthMethod | false) => void;
		this.#next().then(
			method => answer(method ?? false),
			(error: unknown) => {
				this.#notes.push(messageOf(error));
				answer(false);
			},
		);
	};

	error(raw: string): ConnectionError {
		const {user, alias, port, batchMode} = this.#settings;
		const isForOpenSsh = wantsOpenSsh(this.#methodsLeft ?? []);
		const allowed = this.#methodsLeft?.join(', ') || 'nothing it would name';
		const tried = this.#tried.length > 0 ? this.#tried.join(', ') : 'nothing that it would take';
		const notes = this.#notes.length > 0 ? ` Not usable: ${this.#notes.join('; ')}.` : '';
		return new ConnectionError({
			kind: 'authentication',
			host: this.#host,
			message:
				`${alias} does not let ${user} in. Tried: ${tried}. The server takes: ${allowed}.${notes}` +
				(batchMode ? ' BatchMode yes forbids to ask for a password.' : ''),
			remedy: isForOpenSsh
				? byOpenSshRemedy(this.#host)
				: `ssh -v -p ${port} -l ${user} ${alias} shows the same by hand; ssh-copy-id installs a key`,
			raw,
			otherBackend: isForOpenSsh ? 'openssh' : undefined,
		});
	}

	async #next(): Promise<AnyAuthMethod | undefined> {
		const left = this.#methodsLeft;
		if (!left) {
			return {type: 'none', username: this.#settings.user};
		}

		for (const method of this.#settings.preferredAuthentications) {
			const way = left.includes(method) && !this.#isGivenUp ? this.#ways.get(method) : undefined;
			const attempt = await way?.next();
			if (attempt) {
				this.#current = way;
				return attempt;
			}
		}

		return undefined;
	}
}
