// Joins pieces of machine code and fills in the distances of its jumps: enough of an assembler for two small programs.

/** A run of bytes, a place to jump to, or the signed distance from here to such a place in so many bytes. */
export type CodePiece = readonly number[] | {label: string} | {to: string; bytes: 1 | 2 | 4};

/** A number as `length` bytes, lowest first. */
export const littleEndian = (value: number, length: number): number[] =>
	Array.from({length}, (_, index) => Math.floor(value / 2 ** (8 * index)) % 256);

const sizeOf = (piece: CodePiece): number => {
	if ('label' in piece) {
		return 0;
	}

	return 'to' in piece ? piece.bytes : piece.length;
};

/**
Turns pieces into bytes. A distance counts from the end of its own field, as the processor has it.

@throws Error when a label is missing, or too far away for a distance of one byte.
*/
export const assemble = (pieces: readonly CodePiece[]): Uint8Array => {
	const labels = new Map<string, number>();
	let position = 0;
	for (const piece of pieces) {
		if ('label' in piece) {
			labels.set(piece.label, position);
		}

		position += sizeOf(piece);
	}

	const bytes: number[] = [];
	for (const piece of pieces) {
		if ('label' in piece) {
			continue;
		}

		if (!('to' in piece)) {
			bytes.push(...piece);
			continue;
		}

		const {to: name, bytes: length} = piece;
		const target = labels.get(name);
		const distance = (target ?? Number.NaN) - bytes.length - length;
		if (!(Math.abs(distance) < 2 ** (8 * length - 1))) {
			throw new Error(`The label "${name}" is missing or too far away.`);
		}

		bytes.push(...littleEndian(distance < 0 ? distance + 2 ** (8 * length) : distance, length));
	}

	return Uint8Array.from(bytes);
};
