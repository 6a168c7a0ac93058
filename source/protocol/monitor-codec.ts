import type {MonitorEvent, MonitorLanguage, QemuVersion} from './facts.js';

/** A line that would not reach QEMU as it was meant. `message` is one sentence for the person who typed it. */
export class UnsendableLineError extends Error {
	override readonly name = 'UnsendableLineError';
}

/**
A monitor's language without its socket: chunks in, facts and bytes out. No timers; a reply is complete by ordering, never
by a time-out. Both languages answer requests in order, and vmferry keeps one request in flight per monitor.
*/
export type MonitorCodec = {
	readonly language: MonitorLanguage;
	/** Feeds received bytes, cut anywhere, and returns what they completed, in order. */
	receive(chunk: Uint8Array): readonly CodecOutput[];
	/**
	The bytes of one request; `line` is an HMP command line or one QMP object as JSON text (without `id`: the codec adds its
	own). Call it only after `ready` and with nothing in flight.
	@throws {UnsendableLineError} When the line cannot be sent as it is; nothing is in flight then.
	*/
	request(line: string): Uint8Array;
	/**
	Whether this request may be sent while another is in flight, and is answered before it (QMP's `exec-oob`, once QEMU granted it).
	Absent in a language without such requests.
	*/
	readonly overtakes?: (line: string) => boolean;
};

export type CodecOutput =
	/** Bytes that the protocol itself wants sent now (negotiation, clearing a half-typed line). */
	| {readonly kind: 'send'; readonly bytes: Uint8Array}
	/** The session can take requests. */
	| {readonly kind: 'ready'; readonly version: QemuVersion | undefined}
	/** `isOutOfBand`: it answers the oldest request that overtook, else the oldest of the others. */
	| {readonly kind: 'reply'; readonly reply: MonitorReply; readonly isOutOfBand?: true}
	| {readonly kind: 'event'; readonly event: MonitorEvent}
	/** The stream cannot be understood any more; the session must be closed. `reason` is one sentence. */
	| {readonly kind: 'broken'; readonly reason: string};

export type MonitorReply =
	/** `text`: HMP output, or the returned value as indented JSON. `value`: what QMP returned; `undefined` on HMP. */
	| {readonly ok: true; readonly text: string; readonly value?: unknown}
	/** QEMU refused. `text` is its own wording. On HMP a refusal is recognised only by its text. */
	| {readonly ok: false; readonly text: string; readonly errorClass?: string};
