/** Puts text into the clipboard of the person's terminal, also over SSH, where the terminal allows it. */
export type Clipboard = {
	/** @returns One sentence for the person: what was done, or why nothing was. */
	readonly copy: (text: string, what: string) => string;
};

export type ClipboardOptions = {
	/** Writes to the terminal. */
	readonly write: (sequence: string) => void;
	/** tmux, which may keep a sequence to itself, stands between (`TMUX` is set). */
	readonly isInTmux: boolean;
};

/** hterm and others take no more than 100,000 bytes of a sequence; base64 makes four characters of three bytes. */
const largestBytes = 74_000;

/** OSC 52 of xterm, `c` for the clipboard. */
const setClipboard = (base64: string): string => `\u001b]52;c;${base64}\u0007`;

/** What tmux hands through to its terminal where `allow-passthrough` is on; every ESC inside is doubled. */
const throughTmux = (sequence: string): string =>
	`\u001bPtmux;${sequence.replaceAll('\u001b', '\u001b\u001b')}\u001b\\`;

const counted = (text: string): string => {
	const lines = text.split('\n').length;
	return lines === 1 ? `${text.length} characters` : `${lines} lines`;
};

export const createClipboard = ({write, isInTmux}: ClipboardOptions): Clipboard => ({
	copy(text, what) {
		const bytes = Buffer.from(text);
		if (bytes.length > largestBytes) {
			const kilobytes = (size: number) => Math.round(size / 1000);
			return `Not copied: ${what} has ${kilobytes(bytes.length)} kB, terminals take ${kilobytes(largestBytes)}. Select less (v).`;
		}

		const sequence = setClipboard(bytes.toString('base64'));
		// tmux takes the plain one with `set-clipboard on` and the wrapped one with `allow-passthrough on`; twice does no harm.
		write(isInTmux ? sequence + throughTmux(sequence) : sequence);
		return isInTmux
			? `Copied ${what}, ${counted(text)}, if tmux has set-clipboard or allow-passthrough on.`
			: `Copied ${what}, ${counted(text)}, by OSC 52: the terminal has to allow it.`;
	},
});
