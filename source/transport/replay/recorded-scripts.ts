import type {RecordedLine} from '../record/recording.js';
import {digestOfScript} from '../record/recording-file.js';

/** A script may have been mended since: so much of its lines must be as they were. */
const leastLikeness = 0.5;

const linesOf = (script: string): ReadonlySet<string> =>
	new Set(
		script
			.split('\n')
			.map(line => line.trim())
			.filter(line => line !== ''),
	);

/** The share of lines that both have, of all that either has. */
const likeness = (one: string, other: string): number => {
	const [left, right] = [linesOf(one), linesOf(other)];
	const both = [...left].filter(line => right.has(line)).length;
	return both / (left.size + right.size - both);
};

/** The scripts of a recording: finds what a script of today was then. */
export class RecordedScripts {
	readonly #texts: ReadonlyMap<string, string>;

	constructor(lines: readonly RecordedLine[]) {
		this.#texts = new Map(lines.flatMap(line => (line.event === 'script' ? [[line.digest, line.text] as const] : [])));
	}

	/** The recorded digest of the same script, or of its earlier form; else its own, which the recording does not have. */
	digestOf(script: string): string {
		const own = digestOfScript(script);
		if (this.#texts.has(own)) {
			return own;
		}

		const [nearest] = [...this.#texts]
			.map(([digest, text]) => ({digest, likeness: likeness(script, text)}))
			.sort((left, right) => right.likeness - left.likeness);
		return nearest && nearest.likeness >= leastLikeness ? nearest.digest : own;
	}
}
