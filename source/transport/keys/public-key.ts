/** Public keys between the blobs of SSH (RFC 4253 6.6, RFC 5656 3.1, RFC 8709 4) and Node's key objects. */

import {Buffer} from 'node:buffer';
import {createPublicKey, type JsonWebKey, type KeyObject} from 'node:crypto';
import {typeOfBlob, WireReader, wireMpint, wireString} from './wire.js';

/** SSH's names of the curves, JWK's, and the bytes of one coordinate. */
export const curves = [
	{ssh: 'nistp256', jwk: 'P-256', bytes: 32, digest: 'sha256'},
	{ssh: 'nistp384', jwk: 'P-384', bytes: 48, digest: 'sha384'},
	{ssh: 'nistp521', jwk: 'P-521', bytes: 66, digest: 'sha512'},
] as const;

export const skEd25519 = 'sk-ssh-ed25519@openssh.com';
export const skEcdsa = 'sk-ecdsa-sha2-nistp256@openssh.com';

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

const readJwk = (type: string, reader: WireReader): JsonWebKey | undefined => {
	if (type === 'ssh-ed25519' || type === skEd25519) {
		return {kty: 'OKP', crv: 'Ed25519', x: base64url(reader.string())};
	}

	if (type === 'ssh-rsa') {
		const e = base64url(reader.string());
		return {kty: 'RSA', e, n: base64url(reader.string())};
	}

	const curveName = reader.text();
	const curve = curves.find(({ssh}) => ssh === curveName);
	const point = reader.string();
	// Only uncompressed points are allowed (RFC 5656, 3.1).
	return curve && (type === `ecdsa-sha2-${curveName}` || type === skEcdsa) && point.length === 1 + 2 * curve.bytes
		? {
				kty: 'EC',
				crv: curve.jwk,
				x: base64url(point.subarray(1, 1 + curve.bytes)),
				y: base64url(point.subarray(1 + curve.bytes)),
			}
		: undefined;
};

export type PublicKey = {
	readonly type: string;
	readonly key: KeyObject;
	/** Of keys in a security token: what the signature counts as made for, `ssh:` as a rule. */
	readonly application: string | undefined;
};

/** Reads a blob of any type that we can check signatures of; `undefined` for others and for what is no key. */
export const readPublicKey = (blob: Uint8Array): PublicKey | undefined => {
	const type = typeOfBlob(blob);
	try {
		const reader = new WireReader(blob);
		reader.string();
		const jwk = readJwk(type, reader);
		const application = type.startsWith('sk-') ? reader.text() : undefined;
		return jwk && reader.isAtEnd ? {type, key: createPublicKey({key: jwk, format: 'jwk'}), application} : undefined;
	} catch {
		return undefined;
	}
};

/** The blob of a public or private key of Node's. `undefined` for a kind that SSH has no name for. */
export const blobOfKey = (key: KeyObject): Buffer | undefined => {
	if (!['rsa', 'ec', 'ed25519'].includes(key.asymmetricKeyType ?? '')) {
		return undefined;
	}

	const {kty, crv, x = '', y = '', n = '', e = ''} = key.export({format: 'jwk'}) as JsonWebKey;
	const bytes = (text: string) => Buffer.from(text, 'base64url');
	if (kty === 'RSA') {
		return Buffer.concat([wireString('ssh-rsa'), wireMpint(bytes(e)), wireMpint(bytes(n))]);
	}

	if (kty === 'OKP') {
		return Buffer.concat([wireString('ssh-ed25519'), wireString(bytes(x))]);
	}

	const curve = curves.find(({jwk}) => jwk === crv);
	return (
		curve &&
		Buffer.concat([
			wireString(`ecdsa-sha2-${curve.ssh}`),
			wireString(curve.ssh),
			wireString(Buffer.concat([Buffer.from([4]), bytes(x), bytes(y)])),
		])
	);
};
