/**
HMP without a socket, over telnet, TCP and unix sockets alike.

- QEMU always echoes: its line editor cannot be turned off.
- A reply is complete by ordering: it is what stands between the echo of the command, as one whole line, and the next
  prompt at the start of a line. What was left over of earlier output stands before the echo and is skipped by that.
- Text that comes while nothing was asked is dropped: HMP has no events.
- QEMU below 2.2 keeps a half line that a client before us left, and puts our first command behind it. It is cleared on
  connecting: Ctrl-E, then as many Ctrl-W (erase a word) as a full line can have words. No reply belongs to that.
*/
import type {QemuVersion} from '../facts.js';
import type {CodecOutput, MonitorCodec} from '../monitor-codec.js';
import {createTelnetFilter} from '../telnet-filter.js';
import {createEditLine} from './edit-line.js';
import {createHmpGreeting} from './hmp-greeting.js';
import {encodeHmpLine} from './hmp-line.js';
import {isHmpRefusal} from './hmp-refusal.js';
import {createHmpReply, type ReplyEnd} from './hmp-reply.js';

export type HmpCodecOptions = {
	/** Largest output of one command that is accepted. Default 16 MiB. */
	readonly limitBytes?: number;
};

const clearHalfLine = Uint8Array.from([0x05, ...new Array<number>(2048).fill(0x17)]);

/** Since 2.2 QEMU restarts the line for each client (commit e5554e2015f). */
const keepsHalfLine = (version: QemuVersion | undefined) =>
	version === undefined || version.major < 2 || (version.major === 2 && version.minor < 2);

const endsWith = (bytes: Uint8Array, tail: Uint8Array) =>
	bytes.length >= tail.length && tail.every((byte, index) => bytes[bytes.length - tail.length + index] === byte);

export function createHmpCodec({limitBytes = 16 * 1024 * 1024}: HmpCodecOptions = {}): MonitorCodec {
	const isText = createTelnetFilter();
	const greet = createHmpGreeting();
	const echo = createEditLine();
	const reply = createHmpReply();
	let state: 'greeting' | 'idle' | 'echo' | 'reply' | 'broken' = 'greeting';
	let sent: {readonly line: string; readonly bytes: Uint8Array} | undefined;

	function broken(reason: string): CodecOutput[] {
		state = 'broken';
		return [{kind: 'broken', reason}];
	}

	function onGreeting(byte: number): CodecOutput[] | undefined {
		const end = isText(byte) ? greet(byte) : undefined;
		if (end === undefined) return undefined;
		if (end.kind === 'broken') return broken(end.reason);
		state = 'idle';
		const ready: CodecOutput = {kind: 'ready', version: end.version};
		return keepsHalfLine(end.version) ? [{kind: 'send', bytes: clearHalfLine}, ready] : [ready];
	}

	function onEnd({kind, text}: ReplyEnd): CodecOutput[] {
		const line = sent?.line ?? '';
		state = 'idle';
		sent = undefined;
		if (kind === 'done') return [{kind: 'reply', reply: {ok: !isHmpRefusal(line, text), text}}];
		// The next line would be taken for the password, so nothing may be typed any more.
		const refusal: CodecOutput = {kind: 'reply', reply: {ok: false, text, errorClass: 'PasswordRequired'}};
		return [refusal, ...broken('The monitor asks for a password, and vmferry does not type one.')];
	}

	function onOutput(byte: number): CodecOutput[] | undefined {
		const end = reply.push(byte);
		if (end) return onEnd(end);
		if (reply.length <= limitBytes) return undefined;
		return broken('The monitor sent a reply that is larger than vmferry accepts.');
	}

	function onByte(byte: number): CodecOutput[] | undefined {
		if (state === 'greeting') return onGreeting(byte);
		if (state === 'reply') return onOutput(byte);
		const line = echo.push(byte);
		if (state === 'echo' && line && sent && endsWith(line, sent.bytes)) state = 'reply';
		return undefined;
	}

	return {
		language: 'hmp',
		receive(chunk) {
			const outputs: CodecOutput[] = [];
			for (const byte of chunk) {
				if (state === 'broken') return outputs;
				const completed = onByte(byte);
				if (completed) outputs.push(...completed);
			}

			const trial = state === 'reply' ? reply.trial() : undefined;
			if (trial) outputs.push({kind: 'send', bytes: trial});
			return outputs;
		},
		request(line) {
			const bytes = encodeHmpLine(line);
			sent = {line, bytes: bytes.subarray(0, -1)};
			state = 'echo';
			return bytes;
		},
	};
}
