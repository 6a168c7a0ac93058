import {Buffer} from 'node:buffer';

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

export const uint32 = (value: number): Buffer => {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(value);
	return bytes;
};

export const string = (value: string | Uint8Array): Buffer => {
	const bytes = Buffer.from(value);
	return Buffer.concat([uint32(bytes.length), bytes]);
};

/** A part of a message with its length before it. */
export const framed = (...parts: readonly Uint8Array[]): Buffer => string(Buffer.concat(parts));

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

/** Reads the fields of a message in their order. Throws a `RangeError` behind its end. */
export class FieldReader {
	readonly #bytes: Buffer;
	#at = 0;

	constructor(bytes: Buffer) {
		this.#bytes = bytes;
	}

	uint32(): number {
		const value = this.#bytes.readUInt32BE(this.#at);
		this.#at += 4;
		return value;
	}

	boolean(): boolean {
		const value = this.#bytes.readUInt8(this.#at) !== 0;
		this.#at += 1;
		return value;
	}

	bytes(): Buffer {
		const length = this.uint32();
		if (this.#at + length > this.#bytes.length) {
			throw new RangeError('A string of an SSH message is longer than the message.');
		}

		const value = this.#bytes.subarray(this.#at, this.#at + length);
		this.#at += length;
		return value;
	}

	text(): string {
		return this.bytes().toString('utf8');
	}
}
