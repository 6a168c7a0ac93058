/**
The one line on which QEMU echoes what is typed. Its line editor (util/readline.c) redraws the whole line for each byte:
`ESC [ D` moves left once per byte, then comes the text, then `ESC [ K` clears the rest. Played back on bytes, the line
holds exactly what QEMU took in; memory is bounded by the line, although the echo grows with its square.
*/

const escapeCode = 0x1b;
const newline = 0x0a;
/** QEMU takes 4095 bytes a line; longer text is no echo. */
const maxLength = 65_536;

export type EditLine = {
	/** Plays one byte; returns the finished line when it was a line feed. */
	push(byte: number): Uint8Array | undefined;
};

export function createEditLine(): EditLine {
	let bytes: number[] = [];
	let cursor = 0;
	let sequence: 'none' | 'escape' | 'control' = 'none';

	function control(byte: number): void {
		// Parameters and intermediates; the editor sends none, text may.
		if (byte >= 0x20 && byte < 0x40) return;
		sequence = 'none';
		if (byte === 0x44) cursor = Math.max(0, cursor - 1);
		else if (byte === 0x43) cursor = Math.min(bytes.length, cursor + 1);
		else if (byte === 0x4b) bytes.length = cursor;
	}

	function text(byte: number): Uint8Array | undefined {
		if (byte === newline) {
			const line = Uint8Array.from(bytes);
			bytes = [];
			cursor = 0;
			return line;
		}

		if (byte === escapeCode) sequence = 'escape';
		else if (byte >= 0x20 && cursor < maxLength) bytes[cursor++] = byte;
		return undefined;
	}

	return {
		push(byte) {
			if (sequence === 'control') control(byte);
			else if (sequence === 'escape') sequence = byte === 0x5b ? 'control' : 'none';
			else return text(byte);
			return undefined;
		},
	};
}
