import type {AnyAuthMethod} from 'ssh2';
import {whyNotOffered} from './acceptable-key.js';
import {type Candidate, keyCandidates} from './candidates.js';
import {certificateTrouble} from './certificate-files.js';
import type {Identity} from './identity.js';
import {keyAttempt} from './key-attempt.js';
import type {AuthContext, AuthWay} from './method.js';

/** publickey: one key after the other. */
export class KeyWay implements AuthWay {
	readonly #context: AuthContext;
	#candidates: Candidate[] | undefined;
	#offered: Identity | undefined;

	constructor(context: AuthContext) {
		this.#context = context;
	}

	async next(): Promise<AnyAuthMethod | undefined> {
		const {ssh2, settings, tried, notes} = this.#context;
		this.#candidates ??= await this.#collect();
		for (let open = this.#candidates.shift(); open; open = this.#candidates.shift()) {
			const identity = await open();
			const forbidden = identity && whyNotOffered(settings, identity);
			if (identity && forbidden !== undefined) {
				notes.push(`${identity.label} (${forbidden})`);
			} else if (identity) {
				this.#offered = identity;
				tried.push(`${identity.certificate ? 'certificate' : 'key'} ${identity.label}`);
				return keyAttempt(ssh2, settings.user, identity, error => notes.push(`${identity.label} (${error.message})`));
			}
		}

		return undefined;
	}

	noteFailure(): void {
		const {settings, notes, warn, nowMs} = this.#context;
		const {label, certificate} = this.#offered ?? {};
		const trouble = certificate && certificateTrouble(certificate, settings.user, nowMs());
		if (trouble !== undefined) {
			notes.push(`${label} (${trouble})`);
			warn(`${settings.alias} did not take the certificate ${label}: ${trouble}.`);
		}
	}

	async #collect(): Promise<Candidate[]> {
		const {ssh2, settings, secrets, askSecret, notes, warn} = this.#context;
		const context = {
			ssh2,
			unlocked: secrets.unlockedKeys,
			attempts: settings.numberOfPasswordPrompts,
			warn,
			askPassphrase: async (path: string, isAgain: boolean) =>
				settings.batchMode ? undefined : askSecret(`${isAgain ? 'Wrong passphrase. ' : ''}Passphrase for key ${path}`),
		};
		return [...(await keyCandidates(settings, context, note => notes.push(note)))];
	}
}
