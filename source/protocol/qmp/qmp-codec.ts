/**
QMP without a socket.

- QEMU greets first. From 0.13 on a session starts with `qmp_capabilities`; the greeting of 0.12 has no version, and there
  the command does not exist.
- Out-of-band requests (`exec-oob`, QEMU 4.0 and later) need QEMU's leave, and are answered before those that were sent earlier.
- Requests carry numeric ids of ours. A reply is matched by its id; an error without one (QEMU could not parse so far)
  belongs to the oldest request.
- Events come at any time, with the host's clock.
- What is not JSON, is too large, or speaks another protocol ends the session with one sentence.
*/
import type {CodecOutput, MonitorCodec} from '../monitor-codec.js';
import {createTelnetFilter} from '../telnet-filter.js';
import {qmpCommandName} from './command-name.js';
import {createJsonSplitter, type SplitOutput} from './json-splitter.js';
import {type QmpMessage, readQmpMessage} from './qmp-message.js';
import {withId} from './qmp-request.js';

export type QmpCodecOptions = {
	/** Largest object that is accepted. Default 16 MiB; the largest real one, the schema, has about 0.3 MiB. */
	readonly limitBytes?: number;
	/** Enables out-of-band execution where QEMU (4.0 and later) offers it. Default false. */
	readonly outOfBand?: boolean;
};

const brokenSentences = {
	'too-large': 'The monitor sent a reply that is larger than vmferry accepts.',
	'not-an-object': 'The monitor does not speak QMP: it sent something that is no JSON object.',
	'control-character': 'The monitor sent a damaged line: a JSON string was cut off.',
} as const;

export function createQmpCodec({limitBytes = 16 * 1024 * 1024, outOfBand = false}: QmpCodecOptions = {}): MonitorCodec {
	const encoder = new TextEncoder();
	const isText = createTelnetFilter();
	const splitter = createJsonSplitter(limitBytes);
	let state: 'greeting' | 'negotiating' | 'ready' | 'broken' = 'greeting';
	let nextId = 1;
	let version: Extract<QmpMessage, {kind: 'greeting'}>['version'];
	let asksForOutOfBand = false;
	let isOutOfBandGranted = false;
	const inFlight: {readonly id: number; readonly isOutOfBand: boolean}[] = [];

	function overtakes(line: string): boolean {
		return isOutOfBandGranted && qmpCommandName(line)?.isOutOfBand === true;
	}

	function encode(line: string): Uint8Array {
		const bytes = encoder.encode(withId(line, nextId));
		inFlight.push({id: nextId++, isOutOfBand: overtakes(line)});
		return bytes;
	}

	function broken(reason: string): CodecOutput {
		state = 'broken';
		return {kind: 'broken', reason};
	}

	function onGreeting(message: Extract<QmpMessage, {kind: 'greeting'}>): CodecOutput {
		version = message.version;
		if (version === undefined) {
			state = 'ready';
			return {kind: 'ready', version};
		}

		state = 'negotiating';
		asksForOutOfBand = outOfBand && message.capabilities.includes('oob');
		const negotiation = asksForOutOfBand
			? {execute: 'qmp_capabilities', arguments: {enable: ['oob']}}
			: {execute: 'qmp_capabilities'};
		return {kind: 'send', bytes: encode(JSON.stringify(negotiation))};
	}

	function onReply({id, reply}: Extract<QmpMessage, {kind: 'reply'}>): CodecOutput | undefined {
		const index = inFlight.findIndex(sent => (id === undefined ? !sent.isOutOfBand : sent.id === Number(id)));
		// A reply to nobody's request: QEMU answered what a client before us asked.
		const [answered] = index < 0 ? [] : inFlight.splice(index, 1);
		if (answered === undefined) return undefined;
		if (state !== 'negotiating') {
			return answered.isOutOfBand ? {kind: 'reply', reply, isOutOfBand: true} : {kind: 'reply', reply};
		}

		if (!reply.ok) return broken(`QEMU refused to start a QMP session: ${reply.text}`);
		state = 'ready';
		isOutOfBandGranted = asksForOutOfBand;
		return {kind: 'ready', version};
	}

	function onSplit(split: SplitOutput): CodecOutput | undefined {
		if (split.kind === 'broken') return broken(brokenSentences[split.reason]);
		let message: QmpMessage;
		try {
			message = readQmpMessage(JSON.parse(split.text));
		} catch {
			return broken('The monitor sent a damaged line: it is no JSON.');
		}

		if (message.kind === 'event') return {kind: 'event', event: message.event};
		if (state === 'greeting') {
			return message.kind === 'greeting'
				? onGreeting(message)
				: broken('The monitor does not speak QMP: its first words are no QMP greeting.');
		}

		return message.kind === 'reply' ? onReply(message) : undefined;
	}

	return {
		language: 'qmp',
		receive(chunk) {
			const outputs: CodecOutput[] = [];
			for (const byte of chunk) {
				if (state === 'broken') break;
				if (state === 'greeting' && !isText(byte)) continue;
				const split = splitter.push(byte);
				const output = split && onSplit(split);
				if (output) outputs.push(output);
			}

			return outputs;
		},
		request: encode,
		overtakes,
	};
}
