import {createInterface} from 'node:readline/promises';
import {askLine} from '../line-questions.js';

/** Where the lines for a monitor come from, and who answers a question about one of them. */
export type LineSource = {
	readonly lines: AsyncIterable<string>;
	/** `undefined` where nobody can be asked. */
	ask(question: string): Promise<string | undefined>;
	close(): void;
};

async function* one(line: string): AsyncGenerator<string> {
	yield line;
}

/** The command of the command line. */
export const wordsSource = (words: readonly string[]): LineSource => ({
	lines: one(words.join(' ')),
	ask: question => askLine(question),
	close() {},
});

/** Nothing to send: only the events are wanted. */
export const noLines: LineSource = {
	lines: (async function* (): AsyncGenerator<string> {})(),
	ask: async () => undefined,
	close() {},
};

async function* notEmpty(lines: AsyncIterable<string>): AsyncGenerator<string> {
	for await (const line of lines) {
		if (line.trim() !== '') {
			yield line;
		}
	}
}

/** A pipe or a file; it cannot answer. */
export const pipeSource = (): LineSource => {
	const reader = createInterface({input: process.stdin});
	return {lines: notEmpty(reader), ask: async () => undefined, close: () => reader.close()};
};

/** A person at a terminal. The prompt goes to standard error, so that standard output holds replies alone. */
export const terminalSource = (prompt: string): LineSource => {
	const reader = createInterface({input: process.stdin, output: process.stderr, terminal: true});
	const ended = new AbortController();
	reader.on('close', () => ended.abort());
	// ctrl-c leaves as ctrl-d does; nothing is under way that it could spoil.
	reader.on('SIGINT', () => reader.close());
	const ask = async (question: string): Promise<string | undefined> => {
		try {
			return await reader.question(question, {signal: ended.signal});
		} catch {
			return undefined;
		}
	};

	async function* lines(): AsyncGenerator<string> {
		for (let line = await ask(prompt); line !== undefined; line = await ask(prompt)) {
			yield line;
		}

		process.stderr.write('\n');
	}

	return {lines: notEmpty(lines()), ask, close: () => reader.close()};
};
