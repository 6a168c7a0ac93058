import type {Buffer} from 'node:buffer';
import {messageOf} from '../../lib/message-of.js';
import {shellJoin} from '../../lib/shell-quote.js';
import type {SshSettings} from '../config/ssh-settings.js';
import {type AskPerson, ConnectionError} from '../host-connection.js';
import {appendKnownHost, readKnownHosts} from './files.js';
import {type HostKey, readHostKey} from './host-key.js';
import {
	changedKeyError,
	revokedEntryPlace,
	revokedKeyError,
	shortKeyError,
	unknownKeyError,
} from './host-key-errors.js';
import {refuseListedAsRevoked} from './revoked-list.js';
import {rsaBits} from './rsa-bits.js';
import {type HostKeyNames, hostKeyNames, judgeHostKey, knownKeyTypes} from './verdict.js';

/** Keys that a person accepted while this program runs, so that a broken handshake does not ask twice. */
export type AcceptedKeys = Set<string>;

/** The check of one handshake and of its rekeys. */
export class HostKeyCheck {
	/** Key types that known_hosts holds for this host: to be asked of the server first. */
	readonly knownTypes: readonly string[];
	readonly #host: string;
	readonly #settings: SshSettings;
	readonly #entries: Awaited<ReturnType<typeof readKnownHosts>>;
	readonly #names: HostKeyNames;
	readonly #ask: AskPerson;
	readonly #accepted: AcceptedKeys;
	#approved: HostKey | undefined;
	#toSave: HostKey | undefined;
	#error: ConnectionError | undefined;

	private constructor(details: {
		host: string;
		settings: SshSettings;
		entries: Awaited<ReturnType<typeof readKnownHosts>>;
		ask: AskPerson;
		accepted: AcceptedKeys;
	}) {
		const {hostName, port, hostKeyAlias} = details.settings;
		this.#host = details.host;
		this.#settings = details.settings;
		this.#entries = details.entries;
		this.#ask = details.ask;
		this.#accepted = details.accepted;
		this.#names = hostKeyNames(hostName, port, hostKeyAlias);
		this.knownTypes = knownKeyTypes(details.entries, this.#names);
	}

	static async prepare(details: {
		host: string;
		settings: SshSettings;
		ask: AskPerson;
		accepted: AcceptedKeys;
	}): Promise<HostKeyCheck> {
		const {userKnownHostsFiles, globalKnownHostsFiles} = details.settings;
		const entries = await readKnownHosts([...userKnownHostsFiles, ...globalKnownHostsFiles]);
		return new HostKeyCheck({...details, entries});
	}

	/** Why the key was refused. */
	get error(): ConnectionError | undefined {
		return this.#error;
	}

	/** Resolves with true only for a key that may be trusted; never rejects. Runs before the key's signature is checked. */
	async verify(blob: Buffer): Promise<boolean> {
		const key = readHostKey(blob);
		try {
			// A rekey brings the question again: the answer is the one of the first time, for the same key only.
			if (this.#approved) {
				return this.#approved.base64 === key.base64;
			}

			this.#refuseShort(blob);
			await this.#judge(key);
			this.#approved = key;
			return true;
		} catch (error) {
			this.#error =
				error instanceof ConnectionError
					? error
					: new ConnectionError({
							kind: 'host-key-unknown',
							host: this.#host,
							message: `The host key of ${this.#host} could not be checked.`,
							raw: messageOf(error),
						});
			return false;
		}
	}

	/** To be called when the server has proved that the key is its own: only then a new key is written down. */
	async save(): Promise<void> {
		const file = this.#settings.userKnownHostsFiles[0];
		if (this.#toSave && file !== undefined) {
			const key = this.#toSave;
			this.#toSave = undefined;
			await appendKnownHost(file, this.#names.full, key, this.#settings.hashKnownHosts);
		}
	}

	async #judge(key: HostKey): Promise<void> {
		const where = {host: this.#host, name: this.#names.full, label: this.#label()};
		await refuseListedAsRevoked(this.#settings.revokedHostKeys, where, key);
		const verdict = judgeHostKey(this.#entries, this.#names, key.type, key.base64);
		switch (verdict.kind) {
			case 'known': {
				return;
			}

			case 'revoked': {
				throw revokedKeyError(where, key, revokedEntryPlace(verdict.entry));
			}

			case 'changed': {
				throw changedKeyError(where, key, verdict.entries);
			}

			case 'unknown': {
				const why = await this.#askAbout(key);
				if (why !== undefined) {
					throw unknownKeyError(where, key, {why, others: verdict.others, connectBySsh: this.#sshCommand()});
				}

				this.#toSave = key;
			}
		}
	}

	/** `undefined` when the key is accepted, otherwise the reason in a sentence. */
	async #askAbout(key: HostKey): Promise<string | undefined> {
		const {strictHostKeyChecking, hostName, port} = this.#settings;
		const memory = `${this.#names.full} ${key.base64}`;
		if (strictHostKeyChecking === 'yes') {
			return 'StrictHostKeyChecking yes forbids to ask.';
		}

		if (strictHostKeyChecking === 'accept-new' || this.#accepted.has(memory)) {
			return undefined;
		}

		const answer = await this.#ask({
			kind: 'host-key',
			host: this.#label(),
			address: port === 22 ? hostName : `[${hostName}]:${port}`,
			keyType: key.type,
			fingerprint: key.fingerprint,
		});
		if (answer !== 'yes') {
			return 'It was not accepted.';
		}

		this.#accepted.add(memory);
		return undefined;
	}

	#refuseShort(blob: Buffer): void {
		const bits = rsaBits(blob);
		const {requiredRsaBits} = this.#settings;
		if (bits !== undefined && bits < requiredRsaBits) {
			throw shortKeyError({host: this.#host, name: this.#names.full, label: this.#label()}, bits, requiredRsaBits);
		}
	}

	#label(): string {
		return this.#settings.alias;
	}

	#sshCommand(): string {
		const {alias, port, user} = this.#settings;
		return shellJoin(['ssh', ...(port === 22 ? [] : ['-p', String(port)]), '-l', user, alias, 'true']);
	}
}
