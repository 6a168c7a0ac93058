import {createInterface} from 'node:readline/promises';
import {Writable} from 'node:stream';
import type {Engine} from '../engine/engine.js';

/** Whether a person sits at the terminal. Questions go to standard error, so that standard output stays clean. */
export const canAsk = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true;

/** Asks one question; a secret is not echoed. `undefined` where there is no terminal or the input ended. */
export const askLine = async (question: string, isSecret = false): Promise<string | undefined> => {
	if (!canAsk()) {
		return undefined;
	}

	const silent = new Writable({write: (_chunk, _encoding, done) => done()});
	process.stderr.write(question);
	const lines = createInterface({input: process.stdin, output: isSecret ? silent : process.stderr, terminal: true});
	const ended = new AbortController();
	lines.on('close', () => ended.abort());
	try {
		return await lines.question('', {signal: ended.signal});
	} catch {
		return undefined;
	} finally {
		lines.close();
		if (isSecret) {
			process.stderr.write('\n');
		}
	}
};

/** Asks for a yes; everything else, and nobody to ask, is a no. */
export const askYes = async (question: string): Promise<boolean> =>
	/^y(?:es)?$/i.test((await askLine(`${question} [y/N] `))?.trim() ?? '');

/** Answers the connections' questions on the terminal, in line mode. Without a terminal the answer is always no. */
export const answerOnTerminal = (engine: Engine): void => {
	const begun = new Set<number>();
	let queue = Promise.resolve();
	engine.store.subscribe(() => {
		for (const {id, kind, text} of engine.store.getState().questions) {
			if (begun.has(id)) {
				continue;
			}

			begun.add(id);
			queue = queue.then(async () => {
				const typed = await askLine(`${text.join('\n')} ${kind === 'secret' ? '' : '[yes/no] '}`, kind === 'secret');
				engine.send({kind: 'answer-question', id, answer: typed === undefined ? undefined : typed});
			});
		}
	});
};
