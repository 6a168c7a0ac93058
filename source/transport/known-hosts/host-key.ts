import {Buffer} from 'node:buffer';
import {createHash} from 'node:crypto';

/** A public key as it goes over the wire. */
export type HostKey = {
	readonly type: string;
	/** The blob in base64, as in known_hosts. */
	readonly base64: string;
	/** `SHA256:…` without padding, as ssh prints it. */
	readonly fingerprint: string;
};

const fingerprintOf = (blob: Uint8Array): string =>
	`SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;

/** Names a key's blob: its type is its first string (RFC 4253, 6.6). */
export const readHostKey = (blob: Buffer): HostKey => {
	const length = blob.length >= 4 ? blob.readUInt32BE(0) : 0;
	return {
		type: blob.subarray(4, 4 + length).toString('latin1'),
		base64: blob.toString('base64'),
		fingerprint: fingerprintOf(blob),
	};
};

export const fingerprintOfBase64 = (base64: string): string => fingerprintOf(Buffer.from(base64, 'base64'));
