import {Buffer} from 'node:buffer';
import type {Readable} from 'node:stream';

/** Gathers what a stream brings; the returned function gives it as text, with U+FFFD for what is no UTF-8. */
export const collectText = (stream: Readable): (() => string) => {
	const chunks: Uint8Array[] = [];
	stream.on('data', (chunk: Uint8Array) => chunks.push(chunk));
	return () => Buffer.concat(chunks).toString('utf8');
};
