/** What is remembered of the lines that were typed at monitors. */

/** Lines that are kept of each language; the oldest go first. */
export const longestHistory = 1000;

/**
What may hold a secret is not remembered anywhere: `set_password`, `change vnc password`, `object_add secret,…`, a URL with a
password in it. Rather a line too many than one too few.
*/
const secrets = /passw|passphrase|secret|expire_|\bkey=|"key"|:\/\/[^\s/@:]*:[^\s/@]*@/i;

/** The form in which a line is remembered, on one line; `undefined` for what is not. */
export const historyEntry = (line: string): string | undefined => {
	// JSON has line breaks only between its words.
	const entry = line.trim().replaceAll(/\s*[\r\n]+\s*/g, ' ');
	return entry === '' || secrets.test(entry) ? undefined : entry;
};

/** The history with a line at its end, which is nowhere else in it. */
export const remember = (history: readonly string[], line: string): readonly string[] => {
	const entry = historyEntry(line);
	return entry === undefined || entry === history.at(-1)
		? history
		: [...history.filter(earlier => earlier !== entry), entry].slice(-longestHistory);
};

/** Two histories as one, `newer` after `older`; of lines that are in both the newer place counts. */
export const mergeHistories = (older: readonly string[], newer: readonly string[]): readonly string[] => {
	const last = new Set(newer);
	return [...older.filter(line => !last.has(line)), ...newer].slice(-longestHistory);
};
