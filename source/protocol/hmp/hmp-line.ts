/** What may be typed into QEMU's line editor. */
import {UnsendableLineError} from '../monitor-codec.js';

/** The editor's buffer (util/readline.h); it drops what is longer and would run the rest as if it were meant. */
const maxLineBytes = 4095;

/**
The bytes of a command line with its line feed. LF only: QEMU takes CR LF for two lines.
@throws {UnsendableLineError} When QEMU's line editor would take something else than this line.
*/
export function encodeHmpLine(line: string): Uint8Array {
	const bytes = new TextEncoder().encode(`${line}\n`);
	const typed = bytes.subarray(0, -1);
	if (typed.length > maxLineBytes) {
		throw new UnsendableLineError(`The line has ${typed.length} bytes; a QEMU monitor takes at most ${maxLineBytes}.`);
	}

	if (typed.some(byte => byte < 0x20 || byte === 0x7f)) {
		throw new UnsendableLineError('A QEMU monitor takes one line without control characters such as tabs.');
	}

	// The editor reads 0x9B as the 8-bit form of ESC [ and swallows what follows, also inside of a UTF-8 character.
	if (typed.includes(0x9b)) {
		throw new UnsendableLineError('A QEMU monitor cannot take a character of this line: its UTF-8 form has byte 9B.');
	}

	return bytes;
}
