/** Random words of a program: 24 hexadecimal digits, as the probe of a host gets with each request, and UUIDs, as plans have. */
const nonce = /(?<![0-9a-f-])(?:[0-9a-f]{24}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![0-9a-f-])/g;

/** Puts the random words of this run where those of the recording stand; what is the same in both stays. */
export class Nonces {
	readonly #actual = new Map<string, string>();

	/** Whether both are the same but for random words, which are then remembered. */
	match(recorded: string, actual: string): boolean {
		const [old, fresh] = [recorded, actual].map(text => text.match(nonce) ?? []);
		if (!old || !fresh || old.length !== fresh.length || recorded.replace(nonce, '') !== actual.replace(nonce, '')) {
			return false;
		}

		for (const [index, word] of old.entries()) {
			this.#actual.set(word, fresh[index] ?? word);
		}

		return true;
	}

	translate(recorded: string): string {
		return recorded.replace(nonce, word => this.#actual.get(word) ?? word);
	}
}
