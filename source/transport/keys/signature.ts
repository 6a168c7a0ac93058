/**
Signatures as SSH writes them: the algorithm's name and the signature itself (RFC 4253 6.6, RFC 8332 for RSA with SHA-2,
RFC 5656 3.1.2 for ECDSA); a security token adds its flags and its counter (PROTOCOL.u2f in OpenSSH's sources).
*/

import {Buffer} from 'node:buffer';
import {createHash, type KeyObject, sign, verify} from 'node:crypto';
import {curves, type PublicKey, skEcdsa} from './public-key.js';
import {uint32, WireReader, wireMpint, wireString} from './wire.js';

const rsaDigests: Readonly<Record<string, string>> = {
	'rsa-sha2-512': 'sha512',
	'rsa-sha2-256': 'sha256',
	'ssh-rsa': 'sha1',
};

const curveOf = (algorithm: string) =>
	algorithm === skEcdsa ? curves[0] : curves.find(({ssh}) => algorithm === `ecdsa-sha2-${ssh}`);

// Ed25519 has no digest of its own choice.
const digestOf = (algorithm: string): string | undefined => rsaDigests[algorithm] ?? curveOf(algorithm)?.digest;

/** Signs with a key from a file. `algorithm` is the signature's name: `rsa-sha2-512`, otherwise the key's type. */
export const signBlob = async (key: KeyObject, algorithm: string, data: Buffer): Promise<Buffer> => {
	const curve = curveOf(algorithm);
	const raw = await new Promise<Buffer>((resolve, reject) => {
		sign(digestOf(algorithm), data, {key, dsaEncoding: 'ieee-p1363'}, (error, signature) => {
			if (error) {
				reject(error);
			} else {
				resolve(signature);
			}
		});
	});
	const value = curve
		? Buffer.concat([wireMpint(raw.subarray(0, curve.bytes)), wireMpint(raw.subarray(curve.bytes))])
		: raw;
	return Buffer.concat([wireString(algorithm), wireString(value)]);
};

const fixedWidth = (mpint: Buffer, length: number): Buffer => {
	const digits = mpint.length > length ? mpint.subarray(mpint.length - length) : mpint;
	return Buffer.concat([Buffer.alloc(length - digits.length), digits]);
};

/** Whether a signature over `data` was made by that key, with an algorithm that fits its type. Never throws. */
export const isSignedBy = (publicKey: PublicKey, signature: Buffer, data: Buffer): boolean => {
	try {
		const reader = new WireReader(signature);
		const algorithm = reader.text();
		const fits = publicKey.type === 'ssh-rsa' ? algorithm in rsaDigests : algorithm === publicKey.type;
		if (!fits) {
			return false;
		}

		let value = reader.string();
		let signed = data;
		if (publicKey.application !== undefined) {
			const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest();
			const flags = Buffer.from([reader.byte()]);
			signed = Buffer.concat([sha256(publicKey.application), flags, uint32(reader.uint32()), sha256(data)]);
		}

		const curve = curveOf(algorithm);
		if (curve) {
			const numbers = new WireReader(value);
			value = Buffer.concat([fixedWidth(numbers.string(), curve.bytes), fixedWidth(numbers.string(), curve.bytes)]);
		}

		const {key} = publicKey;
		return reader.isAtEnd && verify(digestOf(algorithm), signed, {key, dsaEncoding: 'ieee-p1363'}, value);
	} catch {
		return false;
	}
};
