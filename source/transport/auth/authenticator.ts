import type {AnyAuthMethod, NextAuthHandler} from 'ssh2';
import type {SshSettings} from '../config/ssh-settings.js';
import {type AskPerson, ConnectionError} from '../host-connection.js';
import type {AuthFailure, Ssh2} from '../ssh/ssh2.js';
import {type Candidate, keyCandidates} from './candidates.js';
import {keyAttempt} from './key-attempt.js';
import type {Secrets} from './secrets.js';

/**
Proves who we are, in OpenSSH's order: `none` to learn what the server wants, then the methods of PreferredAuthentications that
the server offers, each until it has nothing more to try. After half of a proof (partial success) the list starts anew.
*/
export class Authenticator {
	readonly #ssh2: Ssh2;
	readonly #host: string;
	readonly #settings: SshSettings;
	readonly #ask: AskPerson;
	readonly #secrets: Secrets;
	readonly #tried: string[] = [];
	readonly #notes: string[] = [];
	#methodsLeft: readonly string[] | undefined;
	#candidates: Candidate[] | undefined;
	#passwordPrompts = 0;
	#keyboardRounds = 0;
	#password: string | undefined;
	#isRemembered = false;
	#isGivenUp = false;

	constructor(details: {ssh2: Ssh2; host: string; settings: SshSettings; ask: AskPerson; secrets: Secrets}) {
		this.#ssh2 = details.ssh2;
		this.#host = details.host;
		this.#settings = details.settings;
		this.#ask = details.ask;
		this.#secrets = details.secrets;
	}

	/** The server's answer to the last attempt. */
	noteFailure({methodsLeft}: AuthFailure): void {
		this.#methodsLeft = methodsLeft;
		if (this.#isRemembered) {
			this.#isRemembered = false;
			this.#secrets.passwords.delete(this.#account);
		}
	}

	/** The server let us in: what the person gave may be used for reconnecting. */
	noteSuccess(): void {
		if (this.#password !== undefined) {
			this.#secrets.passwords.set(this.#account, this.#password);
		}
	}

	/** For ssh2's authHandler. */
	readonly handler = (_left: unknown, _partial: unknown, next: NextAuthHandler): void => {
		// ssh2 takes false for "nothing more"; its types leave that out.
		const answer = next as (method: AnyAuthMethod | false) => void;
		this.#next().then(
			method => answer(method ?? false),
			(error: unknown) => {
				this.#notes.push(error instanceof Error ? error.message : String(error));
				answer(false);
			},
		);
	};

	error(raw: string): ConnectionError {
		const {user, alias, batchMode} = this.#settings;
		const allowed = this.#methodsLeft?.join(', ') || 'nothing it would name';
		const tried = this.#tried.length > 0 ? this.#tried.join(', ') : 'nothing that it would take';
		const notes = this.#notes.length > 0 ? ` Not usable: ${this.#notes.join('; ')}.` : '';
		return new ConnectionError({
			kind: 'authentication',
			host: this.#host,
			message:
				`${alias} does not let ${user} in. Tried: ${tried}. The server takes: ${allowed}.${notes}` +
				(batchMode ? ' BatchMode yes forbids to ask for a password.' : ''),
			remedy: `ssh -v -p ${this.#settings.port} -l ${user} ${alias} (the same by hand), or ssh-copy-id to install a key`,
			raw,
		});
	}

	get #account(): string {
		return `${this.#settings.user}@${this.#settings.hostName}:${this.#settings.port}`;
	}

	async #next(): Promise<AnyAuthMethod | undefined> {
		const username = this.#settings.user;
		const left = this.#methodsLeft;
		if (!left) {
			return {type: 'none', username};
		}

		for (const method of this.#settings.preferredAuthentications) {
			if (left.includes(method) && !this.#isGivenUp) {
				const attempt = await this.#attempt(method, username);
				if (attempt) {
					return attempt;
				}
			}
		}

		return undefined;
	}

	async #attempt(method: string, username: string): Promise<AnyAuthMethod | undefined> {
		const {pubkeyAuthentication, passwordAuthentication, kbdInteractiveAuthentication, batchMode} = this.#settings;
		switch (method) {
			case 'publickey': {
				return pubkeyAuthentication ? this.#nextKey(username) : undefined;
			}

			case 'keyboard-interactive': {
				return kbdInteractiveAuthentication && !batchMode ? this.#nextKeyboard(username) : undefined;
			}

			case 'password': {
				return passwordAuthentication && !batchMode ? this.#nextPassword(username) : undefined;
			}

			default: {
				return undefined;
			}
		}
	}

	async #nextKey(username: string): Promise<AnyAuthMethod | undefined> {
		this.#candidates ??= [
			...(await keyCandidates(
				this.#settings,
				{
					ssh2: this.#ssh2,
					unlocked: this.#secrets.unlockedKeys,
					attempts: this.#settings.numberOfPasswordPrompts,
					askPassphrase: async (path, isAgain) =>
						this.#settings.batchMode
							? undefined
							: this.#askSecret(`${isAgain ? 'Wrong passphrase. ' : ''}Passphrase for key ${path}`),
				},
				note => this.#notes.push(note),
			)),
		];
		for (let open = this.#candidates.shift(); open; open = this.#candidates.shift()) {
			const identity = await open();
			const attempt =
				identity &&
				keyAttempt(this.#ssh2, username, identity, error => this.#notes.push(`${identity.label} (${error.message})`));
			if (attempt) {
				this.#tried.push(`key ${identity.label}`);
				return attempt;
			}

			if (identity) {
				this.#notes.push(`${identity.label} (${identity.type} keys are not supported yet)`);
			}
		}

		return undefined;
	}

	async #nextPassword(username: string): Promise<AnyAuthMethod | undefined> {
		const remembered = this.#secrets.passwords.get(this.#account);
		if (remembered !== undefined) {
			this.#isRemembered = true;
			this.#tried.push('the password given before');
			return {type: 'password', username, password: remembered};
		}

		if (this.#passwordPrompts >= this.#settings.numberOfPasswordPrompts) {
			return undefined;
		}

		this.#passwordPrompts += 1;
		this.#password = await this.#askSecret(
			`${this.#passwordPrompts > 1 ? 'Not accepted. ' : ''}Password for ${username}@${this.#settings.alias}`,
		);
		if (this.#password === undefined) {
			this.#isGivenUp = true;
			return undefined;
		}

		this.#tried.push('password');
		return {type: 'password', username, password: this.#password};
	}

	#nextKeyboard(username: string): AnyAuthMethod | undefined {
		if (this.#keyboardRounds >= this.#settings.numberOfPasswordPrompts) {
			return undefined;
		}

		this.#keyboardRounds += 1;
		this.#tried.push('keyboard-interactive');
		return {
			type: 'keyboard-interactive',
			username,
			prompt: (name, instructions, _language, prompts, finish) => {
				void this.#answerPrompts([name, instructions], prompts).then(finish);
			},
		};
	}

	async #answerPrompts(heading: readonly string[], prompts: ReadonlyArray<{prompt: string}>): Promise<string[]> {
		const answers: string[] = [];
		for (const {prompt} of prompts) {
			const text = [...heading, prompt].map(part => part.trim()).filter(part => part !== '');
			const answer = this.#isGivenUp ? undefined : await this.#askSecret(text.join(' '));
			if (answer === undefined) {
				this.#isGivenUp = true;
			}

			// A prompt must get an answer; an empty one ends the round.
			answers.push(answer ?? '');
		}

		return answers;
	}

	async #askSecret(prompt: string): Promise<string | undefined> {
		return this.#ask({kind: 'secret', host: this.#settings.alias, prompt});
	}
}
