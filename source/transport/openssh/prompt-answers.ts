import type {Secrets} from '../auth/secrets.js';
import type {AskPerson} from '../host-connection.js';
import {isHostKeyPrompt, isLastingSecret, toQuestion} from './prompts.js';

/**
Answers the prompts of one connection attempt. A password or passphrase that worked once is given again at a reconnect, and
asked for if it is no longer right.
*/
export class PromptAnswers {
	readonly #host: string;
	readonly #ask: AskPerson;
	readonly #known: Map<string, string>;
	readonly #used = new Set<string>();
	readonly #given = new Map<string, string>();
	/** The unknown host key that was asked about, for the sentence that says why we are not connected. */
	askedKey: string | undefined;

	constructor(host: string, ask: AskPerson, secrets: Secrets) {
		this.#host = host;
		this.#ask = ask;
		this.#known = secrets.passwords;
	}

	readonly answer = async (prompt: string): Promise<string | undefined> => {
		const key = `openssh ${prompt}`;
		const known = this.#known.get(key);
		if (known !== undefined && !this.#used.has(key)) {
			this.#used.add(key);
			return known;
		}

		const question = toQuestion(prompt, this.#host);
		if (question.kind === 'host-key') {
			this.askedKey = `${question.keyType} ${question.fingerprint}`;
		}

		const given = await this.#ask(question);
		if (isHostKeyPrompt(prompt)) {
			// Never a fingerprint or a typing error: ssh takes more than yes.
			return given === 'yes' ? 'yes' : 'no';
		}

		if (given !== undefined && isLastingSecret(prompt)) {
			this.#given.set(key, given);
		}

		return given;
	};

	/** ssh is signed in: what was given was right. */
	noteSuccess(): void {
		for (const [key, given] of this.#given) {
			this.#known.set(key, given);
		}

		this.#given.clear();
	}
}
