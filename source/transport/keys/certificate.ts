/** OpenSSH's certificates (PROTOCOL.certkeys in OpenSSH's sources): a public key with names and a term, signed by a CA. */

import {Buffer} from 'node:buffer';
import {readPublicKey} from './public-key.js';
import {isSignedBy} from './signature.js';
import {typeOfBlob, WireReader, wireString} from './wire.js';

const suffix = '-cert-v01@openssh.com';

/** How many strings of the plain key follow the nonce, by the plain key's type. */
const publicParts: Readonly<Record<string, number>> = {
	'ssh-ed25519': 1,
	'ssh-rsa': 2,
	'ecdsa-sha2-nistp256': 2,
	'ecdsa-sha2-nistp384': 2,
	'ecdsa-sha2-nistp521': 2,
	'sk-ssh-ed25519@openssh.com': 2,
	'sk-ecdsa-sha2-nistp256@openssh.com': 3,
};

/** `ssh-rsa-cert-v01@openssh.com` → `ssh-rsa`; also for algorithm names. Other names come back as they are. */
export const withoutCertificate = (name: string): string => {
	if (!name.endsWith(suffix)) {
		return name;
	}

	const plain = name.slice(0, -suffix.length);
	// The keys of security tokens have the vendor's name too: sk-ssh-ed25519-cert-v01@openssh.com.
	return plain.startsWith('sk-') ? `${plain}@openssh.com` : plain;
};

export const isCertificateName = (name: string): boolean => name.endsWith(suffix);

export type Certificate = {
	readonly type: string;
	/** The blob of the plain key that it speaks of. */
	readonly publicKey: Buffer;
	readonly serial: bigint;
	readonly kind: 'user' | 'host' | undefined;
	readonly keyId: string;
	/** Empty: any name. */
	readonly principals: readonly string[];
	/** Seconds since 1970; the end is not part of the term, and 2^64 - 1 is for ever. */
	readonly validAfter: bigint;
	readonly validBefore: bigint;
	readonly criticalOptions: readonly string[];
	readonly caKey: Buffer;
	/** The algorithm that the CA signed with. */
	readonly signatureAlgorithm: string;
	readonly isSignatureRight: boolean;
};

const readNames = (packed: Buffer, hasValues: boolean): readonly string[] => {
	const reader = new WireReader(packed);
	const names: string[] = [];
	while (!reader.isAtEnd) {
		names.push(reader.text());
		if (hasValues) {
			reader.string();
		}
	}

	return names;
};

/** Reads a certificate's blob and checks its CA's signature. `undefined` for what is none, or a broken one. */
export const readCertificate = (blob: Buffer): Certificate | undefined => {
	const type = typeOfBlob(blob);
	const plainType = withoutCertificate(type);
	const parts = isCertificateName(type) ? publicParts[plainType] : undefined;
	if (parts === undefined) {
		return undefined;
	}

	try {
		const reader = new WireReader(blob);
		reader.string();
		reader.string();
		const plain = Array.from({length: parts}, () => wireString(reader.string()));
		const serial = reader.uint64();
		const kind = ([undefined, 'user', 'host'] as const)[reader.uint32()];
		const keyId = reader.text();
		const principals = readNames(reader.string(), false);
		const validAfter = reader.uint64();
		const validBefore = reader.uint64();
		const criticalOptions = readNames(reader.string(), true);
		// Extensions and what is reserved.
		reader.string();
		reader.string();
		const caKey = reader.string();
		const signed = blob.subarray(0, reader.offset);
		const signature = reader.string();
		if (!reader.isAtEnd || isCertificateName(typeOfBlob(caKey))) {
			return undefined;
		}

		const ca = readPublicKey(caKey);
		return {
			type,
			publicKey: Buffer.concat([wireString(plainType), ...plain]),
			serial,
			kind,
			keyId,
			principals,
			validAfter,
			validBefore,
			criticalOptions,
			caKey,
			signatureAlgorithm: typeOfBlob(signature),
			isSignatureRight: ca !== undefined && isSignedBy(ca, signature, signed),
		};
	} catch {
		return undefined;
	}
};

/** Why a certificate is out of its term at a moment (epoch milliseconds), as the end of a sentence. */
export const whyOutOfTerm = ({validAfter, validBefore}: Certificate, nowMs: number): string | undefined => {
	const now = BigInt(Math.floor(nowMs / 1000));
	const date = (seconds: bigint) => new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z');
	if (now < validAfter) {
		return `it is valid only from ${date(validAfter)}`;
	}

	return now >= validBefore ? `it expired at ${date(validBefore)}` : undefined;
};
