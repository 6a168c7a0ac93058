/** Options by lower-case keyword, each with its values in order: the form of `ssh -G`. */
export type RawSettings = ReadonlyMap<string, readonly string[]>;

/** Reads the output of `ssh -G`: one `keyword value` a line, a keyword again for another value. */
export const parseDashG = (text: string): RawSettings => {
	const raw = new Map<string, string[]>();
	for (const line of text.split('\n')) {
		const match = /^(\S+)\s+(.*?)\r?$/.exec(line);
		if (match) {
			const [, keyword = '', value = ''] = match;
			const values = raw.get(keyword.toLowerCase());
			if (values) {
				values.push(value);
			} else {
				raw.set(keyword.toLowerCase(), [value]);
			}
		}
	}

	return raw;
};
