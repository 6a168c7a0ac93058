/**
Cuts a byte stream into whole JSON objects, however it is chunked. QEMU sends one object a line, or, with `pretty=on`, one
object over many lines; so the end of an object is found by its brackets, not by line ends. All marks are ASCII, so bytes
are enough: inside of a UTF-8 character none of them occurs.
*/
import {ByteBuffer} from '../byte-buffer.js';

export type SplitOutput =
	| {readonly kind: 'object'; readonly text: string}
	| {readonly kind: 'broken'; readonly reason: 'too-large' | 'not-an-object' | 'control-character'};

const code = (character: string) => character.charCodeAt(0);
const quote = code('"');
const backslash = code('\\');
const openers: readonly number[] = [code('{'), code('[')];
const closers: readonly number[] = [code('}'), code(']')];
const blanks: readonly number[] = [code(' '), code('\t'), code('\r'), code('\n')];

export type JsonSplitter = {
	/** Feeds one byte; returns what it completed. After `broken` the splitter must not be used. */
	push(byte: number): SplitOutput | undefined;
};

export function createJsonSplitter(limitBytes: number): JsonSplitter {
	const buffer = new ByteBuffer();
	// Not fatal: QEMU below 2.x passes on names as they are, whatever their encoding.
	const decoder = new TextDecoder();
	let depth = 0;
	let inString = false;
	let escaped = false;

	function insideString(byte: number): SplitOutput | undefined {
		if (escaped) escaped = false;
		else if (byte === backslash) escaped = true;
		else if (byte === quote) inString = false;
		// A line end inside a string means that the rest of a line was lost.
		else if (byte < 0x20) return {kind: 'broken', reason: 'control-character'};
		return undefined;
	}

	function outsideString(byte: number): SplitOutput | undefined {
		if (byte === quote) inString = true;
		else if (openers.includes(byte)) depth++;
		else if (closers.includes(byte)) depth--;
		if (depth > 0) return undefined;
		const text = decoder.decode(buffer.view());
		buffer.clear();
		return {kind: 'object', text};
	}

	return {
		push(byte) {
			if (depth === 0 && blanks.includes(byte)) return undefined;
			if (depth === 0 && byte !== openers[0]) return {kind: 'broken', reason: 'not-an-object'};
			if (buffer.length >= limitBytes) return {kind: 'broken', reason: 'too-large'};
			buffer.push(byte);
			return inString ? insideString(byte) : outsideString(byte);
		},
	};
}
