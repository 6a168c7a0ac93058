/**
HMP as bytes: banner, prompt, and the line editor with its echo. As in QEMU each byte that is typed draws the line again:
one step left for each byte that stood there, the line, then the rest of the row is cleared.
*/
import {performHmp} from './hmp-commands.js';
import type {ScriptedQemu} from './qemu.js';
import {isBelow} from './release.js';
import type {Client, ScriptedSession} from './session.js';

const prompt = '(qemu) ';
/** WILL ECHO, WILL SGA, WILL BINARY, DO BINARY. */
export const telnetOpening = Uint8Array.from([255, 251, 1, 255, 251, 3, 255, 251, 0, 255, 253, 0]);

const controlE = 0x05;
const controlW = 0x17;

/** The line editor of one monitor. Up to 2.2 it outlives its client, half a line and all. */
export class LineEditor {
	line: number[] = [];
}

const toWire = (text: string): string => text.replaceAll('\n', '\r\n');

export const openHmpSession = (
	qemu: ScriptedQemu,
	editor: LineEditor,
	isTelnet: boolean,
	client: Client,
): ScriptedSession => {
	const typed: number[] = [];
	let isBlocked = false;
	let shown = 0;
	if (!isBelow(qemu.release, 2, 2)) {
		editor.line = [];
	}

	const show = (): void => {
		const row = Uint8Array.from(editor.line);
		client.send('\u001B[D'.repeat(shown));
		client.send(row);
		client.send('\u001B[K');
		shown = row.length;
	};

	const execute = (): void => {
		const line = new TextDecoder().decode(Uint8Array.from(editor.line));
		editor.line = [];
		shown = 0;
		client.send('\r\n');
		const {output, blocks, quits} = performHmp(qemu, line);
		client.send(toWire(output));
		if (quits && !qemu.ignoresQuit) {
			client.quit();
		} else if (blocks) {
			isBlocked = true;
		} else {
			client.send(prompt);
		}
	};

	const eraseWord = (): void => {
		while (editor.line.at(-1) === 0x20) editor.line.pop();
		while (editor.line.length > 0 && editor.line.at(-1) !== 0x20) editor.line.pop();
	};

	const take = (byte: number): void => {
		if (byte === 0x0a || byte === 0x0d) {
			execute();
			return;
		}

		if (byte === controlE) {
			return;
		}

		const before = editor.line.length;
		if (byte === controlW) {
			eraseWord();
		} else if (byte === 0x08 || byte === 0x7f) {
			editor.line.pop();
		} else if (byte >= 0x20) {
			editor.line.push(byte);
		}

		if (editor.line.length !== before) {
			show();
		}
	};

	const work = (): void => {
		while (typed.length > 0 && !isBlocked && !qemu.isSilent && qemu.isAlive) {
			take(typed.shift() ?? 0);
		}
	};

	const stopWaking = qemu.onWake(work);
	if (isTelnet) {
		client.send(telnetOpening);
	}

	client.send(`QEMU ${qemu.release.text} monitor - type 'help' for more information\r\n${prompt}`);
	return {
		receive(chunk) {
			typed.push(...chunk);
			work();
		},
		end() {
			stopWaking();
			if (isBelow(qemu.release, 2, 2)) {
				// What was typed and not ended stays for the next client.
				shown = 0;
			} else {
				editor.line = [];
			}
		},
	};
};
