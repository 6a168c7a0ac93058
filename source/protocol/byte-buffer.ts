/** Bytes collected until they mean something. Grows by doubling, so that any chunking costs linear time. */
export class ByteBuffer {
	#bytes = new Uint8Array(256);
	#length = 0;

	get length(): number {
		return this.#length;
	}

	push(byte: number): void {
		if (this.#length === this.#bytes.length) {
			const larger = new Uint8Array(this.#bytes.length * 2);
			larger.set(this.#bytes);
			this.#bytes = larger;
		}

		this.#bytes[this.#length++] = byte;
	}

	/** True when the bytes from `start` on begin with `expected`. */
	hasAt(start: number, expected: Uint8Array): boolean {
		if (start < 0 || start + expected.length > this.#length) return false;
		return expected.every((byte, index) => this.#bytes[start + index] === byte);
	}

	endsWith(expected: Uint8Array): boolean {
		return this.hasAt(this.#length - expected.length, expected);
	}

	/** The bytes `start` to `end`; a view that the next change spoils. */
	view(start = 0, end = this.#length): Uint8Array {
		return this.#bytes.subarray(start, end);
	}

	/** Forgets everything; a large store is given back. */
	clear(): void {
		this.#length = 0;
		if (this.#bytes.length > 65_536) this.#bytes = new Uint8Array(256);
	}
}
