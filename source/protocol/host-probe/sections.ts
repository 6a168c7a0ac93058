/** The sections of one answer: a line feed, `NONCE NAME WORDS…`, a line feed, then the section's bytes. */

export type Section = {
	readonly name: string;
	readonly words: readonly string[];
	readonly bytes: Uint8Array;
};

export type Sections = readonly Section[];

const lineFeed = 0x0a;

/** All sections in order; what stands before the first is dropped. */
export function splitSections(answer: Uint8Array, nonce: string): Sections {
	const mark = new TextEncoder().encode(`\n${nonce} `);
	const decoder = new TextDecoder();
	const starts: number[] = [];
	for (let at = answer.indexOf(lineFeed); at >= 0; at = answer.indexOf(lineFeed, at + 1)) {
		if (mark.every((byte, index) => answer[at + index] === byte)) starts.push(at);
	}

	return starts.map((start, index) => {
		const headEnd = answer.indexOf(lineFeed, start + mark.length);
		const end = starts[index + 1] ?? answer.length;
		const [name = '', ...words] = decoder.decode(answer.subarray(start + mark.length, headEnd)).split(' ');
		return {name, words, bytes: answer.slice(headEnd + 1, end)};
	});
}

/** The text of the first section of this name. */
export function textOf(sections: Sections, name: string): string | undefined {
	const section = sections.find(candidate => candidate.name === name);
	return section && new TextDecoder().decode(section.bytes);
}

/** The lines of a section without its empty ones. */
export const linesOf = (sections: Sections, name: string): readonly string[] =>
	(textOf(sections, name) ?? '').split('\n').filter(line => line !== '');
