/** A request as QEMU wants it: one JSON object with an `id` of ours, ended by a line feed. */
import {messageOf} from '../../lib/message-of.js';
import {UnsendableLineError} from '../monitor-codec.js';

/**
@returns The parsed object of a person's or our own QMP line.
@throws {UnsendableLineError} When it is not one whole JSON object: an open bracket would swallow every later request.
*/
export function parseQmpLine(line: string): Record<string, unknown> {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch (error) {
		const detail = messageOf(error);
		throw new UnsendableLineError(`This is not JSON: ${detail}.`);
	}

	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new UnsendableLineError('A QMP request is one JSON object, as {"execute": "query-status"}.');
	}

	return {...value};
}

/** The line with our id put in. Its own text stays as it is, since numbers above 2^53 would not survive parsing. */
export function withId(line: string, id: number): string {
	const {id: foreignId, ...rest} = parseQmpLine(line);
	if (foreignId !== undefined) return `${JSON.stringify({...rest, id})}\n`;
	const trimmed = line.trim();
	const separator = Object.keys(rest).length > 0 ? ', ' : '';
	return `${trimmed.slice(0, -1).trimEnd()}${separator}"id": ${id}}\n`;
}
