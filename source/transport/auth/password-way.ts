import type {AnyAuthMethod} from 'ssh2';
import type {AuthContext, AuthWay} from './method.js';

/** password: first the one that worked before on this connection, then what the person says, a few times. */
export class PasswordWay implements AuthWay {
	readonly #context: AuthContext;
	#prompts = 0;
	#password: string | undefined;

	constructor(context: AuthContext) {
		this.#context = context;
	}

	async next(): Promise<AnyAuthMethod | undefined> {
		const {settings, secrets, askSecret, tried, giveUp} = this.#context;
		const {user: username, alias, numberOfPasswordPrompts} = settings;
		this.#password = secrets.passwords.get(this.#account);
		if (this.#password !== undefined) {
			tried.push('the password given before');
			return {type: 'password', username, password: this.#password};
		}

		if (this.#prompts >= numberOfPasswordPrompts) {
			return undefined;
		}

		this.#prompts += 1;
		this.#password = await askSecret(`${this.#prompts > 1 ? 'Not accepted. ' : ''}Password for ${username}@${alias}`);
		if (this.#password === undefined) {
			giveUp();
			return undefined;
		}

		tried.push('password');
		return {type: 'password', username, password: this.#password};
	}

	noteFailure(): void {
		this.#password = undefined;
		this.#context.secrets.passwords.delete(this.#account);
	}

	noteSuccess(): void {
		if (this.#password !== undefined) {
			this.#context.secrets.passwords.set(this.#account, this.#password);
		}
	}

	get #account(): string {
		const {user, hostName, port} = this.#context.settings;
		return `${user}@${hostName}:${port}`;
	}
}
