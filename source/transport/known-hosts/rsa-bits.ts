import type {Buffer} from 'node:buffer';

/** The size of an RSA key from its blob (string "ssh-rsa", mpint e, mpint n: RFC 4253, 6.6); `undefined` for other keys. */
export const rsaBits = (blob: Buffer): number | undefined => {
	const parts: Buffer[] = [];
	for (let at = 0; at + 4 <= blob.length && parts.length < 3; ) {
		const end = at + 4 + blob.readUInt32BE(at);
		parts.push(blob.subarray(at + 4, end));
		at = end;
	}

	const [type, , modulus] = parts;
	if (type?.toString('latin1') !== 'ssh-rsa' || modulus === undefined) {
		return undefined;
	}

	// A leading zero byte only keeps the number positive.
	const first = modulus.findIndex(byte => byte !== 0);
	return first === -1 ? 0 : (modulus.length - first) * 8 - Math.clz32(modulus[first] ?? 0) + 24;
};
