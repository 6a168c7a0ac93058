/** The data types of SSH's messages and key blobs (RFC 4251, section 5). */

import {Buffer} from 'node:buffer';

export const uint32 = (value: number): Buffer => {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(value);
	return bytes;
};

/** A `string`: four bytes of length, then the bytes. */
export const wireString = (value: Uint8Array | string): Buffer => {
	const bytes = Buffer.from(value);
	return Buffer.concat([uint32(bytes.length), bytes]);
};

/** An `mpint` from an unsigned big-endian number: without leading zeros, with one where the first bit is set. */
export const wireMpint = (value: Uint8Array): Buffer => {
	const start = value.findIndex(byte => byte !== 0);
	const digits = start === -1 ? Buffer.alloc(0) : Buffer.from(value.subarray(start));
	return wireString((digits[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.alloc(1), digits]) : digits);
};

/** Reads one value after the other. Each method throws a `RangeError` where the bytes end too early. */
export class WireReader {
	readonly #bytes: Buffer;
	#offset = 0;

	constructor(bytes: Uint8Array) {
		this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	}

	/** How much was read. */
	get offset(): number {
		return this.#offset;
	}

	get isAtEnd(): boolean {
		return this.#offset === this.#bytes.length;
	}

	byte(): number {
		return this.#take(1).readUInt8();
	}

	boolean(): boolean {
		return this.byte() !== 0;
	}

	uint32(): number {
		return this.#take(4).readUInt32BE();
	}

	uint64(): bigint {
		return this.#take(8).readBigUInt64BE();
	}

	string(): Buffer {
		return this.#take(this.uint32());
	}

	text(): string {
		return this.string().toString('utf8');
	}

	rest(): Buffer {
		return this.#take(this.#bytes.length - this.#offset);
	}

	#take(length: number): Buffer {
		const end = this.#offset + length;
		if (end > this.#bytes.length) {
			throw new RangeError('the data ends too early');
		}

		const taken = this.#bytes.subarray(this.#offset, end);
		this.#offset = end;
		return taken;
	}
}

/** The type inside a key's blob, or of a signature: its first string (RFC 4253, 6.6). Empty where there is none. */
export const typeOfBlob = (blob: Uint8Array): string => {
	try {
		return new WireReader(blob).string().toString('latin1');
	} catch {
		return '';
	}
};
