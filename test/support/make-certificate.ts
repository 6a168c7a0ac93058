/** Certificates as `ssh-keygen -s` makes them, in memory. */

import {Buffer} from 'node:buffer';
import {generateKeyPairSync, randomBytes} from 'node:crypto';
import {blobOfKey} from '../../source/transport/keys/public-key.js';
import {signBlob} from '../../source/transport/keys/signature.js';
import {uint32, wireString} from '../../source/transport/keys/wire.js';

export type CertificateWish = {
	readonly kind: 'user' | 'host';
	readonly principals: readonly string[];
	readonly keyId?: string;
	/** Seconds since 1970. */
	readonly term?: readonly [bigint, bigint];
	readonly criticalOptions?: readonly string[];
};

const uint64 = (value: bigint) => {
	const bytes = Buffer.alloc(8);
	bytes.writeBigUInt64BE(value);
	return bytes;
};

const forEver = (1n << 64n) - 1n;

/** An Ed25519 key certified by an Ed25519 CA, both new. */
export const makeCertificate = async ({kind, principals, keyId = '', term, criticalOptions = []}: CertificateWish) => {
	const ca = generateKeyPairSync('ed25519');
	const caKey = blobOfKey(ca.publicKey) ?? Buffer.alloc(0);
	const publicKey = blobOfKey(generateKeyPairSync('ed25519').publicKey) ?? Buffer.alloc(0);
	const type = wireString('ssh-ed25519');
	const signed = Buffer.concat([
		wireString('ssh-ed25519-cert-v01@openssh.com'),
		wireString(randomBytes(32)),
		publicKey.subarray(type.length),
		uint64(7n),
		uint32(kind === 'user' ? 1 : 2),
		wireString(keyId),
		wireString(Buffer.concat(principals.map(name => wireString(name)))),
		uint64(term?.[0] ?? 0n),
		uint64(term?.[1] ?? forEver),
		wireString(Buffer.concat(criticalOptions.flatMap(name => [wireString(name), wireString(wireString(''))]))),
		wireString(''),
		wireString(''),
		wireString(caKey),
	]);
	const signature = await signBlob(ca.privateKey, 'ssh-ed25519', signed);
	return {blob: Buffer.concat([signed, wireString(signature)]), caKey, publicKey};
};
