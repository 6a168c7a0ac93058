import {ConnectionError} from '../host-connection.js';

/** Why a long-lived script is over that nobody ended; `undefined` when it ended in order. `words` is its standard error. */
export const earlyEnd = (
	host: string,
	code: number | null | undefined,
	signal: string | null | undefined,
	words: string,
): ConnectionError | undefined =>
	code === 0
		? undefined
		: new ConnectionError({
				kind: 'protocol',
				host,
				message: `A script on ${host} ended early (${signal ?? (typeof code === 'number' ? `exit code ${code}` : 'no reason given')}).`,
				raw: words.trim(),
			});

/** Keeps the last `limit` characters of what a stream says. */
export const keepTail = (stream: NodeJS.ReadableStream, limit = 2000): (() => string) => {
	let tail = '';
	stream.on('data', chunk => {
		tail = (tail + String(chunk)).slice(-limit);
	});
	return () => tail;
};
