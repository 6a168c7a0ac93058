import type {AnyAuthMethod} from 'ssh2';
import type {AuthContext, AuthWay} from './method.js';

/** keyboard-interactive: the person answers what the server asks. Codes are good for once, so nothing is kept. */
export class KeyboardWay implements AuthWay {
	readonly #context: AuthContext;
	#rounds = 0;

	constructor(context: AuthContext) {
		this.#context = context;
	}

	async next(): Promise<AnyAuthMethod | undefined> {
		const {settings, tried} = this.#context;
		if (this.#rounds >= settings.numberOfPasswordPrompts) {
			return undefined;
		}

		this.#rounds += 1;
		tried.push('keyboard-interactive');
		return {
			type: 'keyboard-interactive',
			username: settings.user,
			prompt: (name, instructions, _language, prompts, finish) => {
				void this.#answer([name, instructions], prompts).then(finish);
			},
		};
	}

	async #answer(heading: readonly string[], prompts: ReadonlyArray<{prompt: string}>): Promise<string[]> {
		const answers: string[] = [];
		let hasDeclined = false;
		for (const {prompt} of prompts) {
			const text = [...heading, prompt].map(part => part.trim()).filter(part => part !== '');
			const answer = hasDeclined ? undefined : await this.#context.askSecret(text.join(' '));
			if (answer === undefined) {
				hasDeclined = true;
				this.#context.giveUp();
			}

			// Every prompt must get an answer; an empty one ends the round.
			answers.push(answer ?? '');
		}

		return answers;
	}
}
