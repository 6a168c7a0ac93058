import {Buffer} from 'node:buffer';
import {wireString} from '../keys/wire.js';

/** Message numbers of RFC 4254, section 9, that channels need. */
export const message = {
	channelOpen: 90,
	openConfirmation: 91,
	openFailure: 92,
	windowAdjust: 93,
	data: 94,
	extendedData: 95,
	eof: 96,
	close: 97,
	request: 98,
	success: 99,
	failure: 100,
} as const;

/** A part of a message with its length before it. */
export const framed = (...parts: readonly Uint8Array[]): Buffer => wireString(Buffer.concat(parts));

/** Takes the length-prefixed messages out of a stream of bytes. */
export class FrameSplitter {
	#waiting: Buffer = Buffer.alloc(0);

	/** The messages that are complete now. */
	take(chunk: Buffer): Buffer[] {
		const bytes = this.#waiting.length === 0 ? chunk : Buffer.concat([this.#waiting, chunk]);
		const frames: Buffer[] = [];
		let at = 0;
		while (bytes.length - at >= 4 && bytes.length - at - 4 >= bytes.readUInt32BE(at)) {
			const end = at + 4 + bytes.readUInt32BE(at);
			frames.push(bytes.subarray(at + 4, end));
			at = end;
		}

		this.#waiting = bytes.subarray(at);
		return frames;
	}
}
