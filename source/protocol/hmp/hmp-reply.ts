/**
The end of one command's output: the prompt at the start of a line.

A prompt that stands elsewhere, because the output did not end its line, and a question for a password look like output. They are
tried by typing a blank and a backspace: only a line editor that waits echoes them, at once behind its prompt. So nothing
depends on time or on how the bytes were chunked.
*/
import {ByteBuffer} from '../byte-buffer.js';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const prompt = bytesOf('(qemu) ');
const passwordPrompt = bytesOf('Password: ');
/** A blank typed and taken back; what the editor draws for it, in the open and as a hidden password. */
const trial = bytesOf(' \b');
const promptProof = bytesOf('(qemu)  \u001B[K\u001B[D\u001B[K');
const passwordProof = bytesOf('Password: *\u001B[K\u001B[D\u001B[K');
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

export type ReplyEnd = {readonly kind: 'done' | 'password'; readonly text: string};

export type HmpReply = {
	/** Takes one byte of output; tells when the output is whole. */
	push(byte: number): ReplyEnd | undefined;
	/** Called where a chunk ends: bytes to type now when QEMU may be waiting there. */
	trial(): Uint8Array | undefined;
	readonly length: number;
};

export function createHmpReply(): HmpReply {
	const buffer = new ByteBuffer();
	const decoder = new TextDecoder();
	let lineStart = 0;
	let triedAt = -1;

	function end(kind: ReplyEnd['kind'], length: number): ReplyEnd {
		const text = decoder.decode(buffer.view(0, length)).replaceAll('\r\n', '\n').replaceAll('\r', '\n');
		buffer.clear();
		lineStart = 0;
		triedAt = -1;
		return {kind, text: text.replace(/\n$/, '')};
	}

	return {
		push(byte) {
			buffer.push(byte);
			// `migrate` without `-d` draws its progress with carriage returns.
			if (byte === lineFeed || byte === carriageReturn) lineStart = buffer.length;
			if (buffer.length === lineStart + prompt.length && buffer.hasAt(lineStart, prompt)) return end('done', lineStart);
			if (triedAt < 0 || byte !== promptProof.at(-1)) return undefined;
			if (buffer.endsWith(promptProof)) return end('done', buffer.length - promptProof.length);
			return buffer.endsWith(passwordProof) ? end('password', buffer.length - passwordProof.length) : undefined;
		},
		trial() {
			const isPassword = buffer.length === lineStart + passwordPrompt.length && buffer.endsWith(passwordPrompt);
			if (triedAt === buffer.length || !(isPassword || buffer.endsWith(prompt))) return undefined;
			triedAt = buffer.length;
			return trial;
		},
		get length() {
			return buffer.length;
		},
	};
}
