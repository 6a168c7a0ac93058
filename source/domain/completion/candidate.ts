/** One way to finish the word before the cursor. */
export type Candidate = {
	/** The whole word; it begins with what was typed of it. */
	readonly text: string;
	/** What follows the word when it is the only way: a space, `=`, a quote. */
	readonly tail: string;
	/** A few words about it for a list: `enum`, `required`. */
	readonly note?: string;
};

/** The ways to finish the word between `from` and the cursor. */
export type Completion = {
	readonly from: number;
	readonly candidates: readonly Candidate[];
};
