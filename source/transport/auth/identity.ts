import type {Buffer} from 'node:buffer';

/** A key that may prove who we are. */
export type Identity = {
	/** For messages: a path, or the comment of a key in ssh-agent. */
	readonly label: string;
	readonly type: string;
	/** The public key's blob. */
	readonly publicKey: Buffer;
	/** Signs; asks for a passphrase if it must. `hash` is ssh2's name of the digest, for RSA only. */
	sign(data: Buffer, hash: string | undefined): Promise<Buffer>;
};

/** The type inside a key's blob: its first string (RFC 4253, 6.6). */
export const typeOfBlob = (blob: Buffer): string =>
	blob.length < 4 ? '' : blob.subarray(4, 4 + blob.readUInt32BE(0)).toString('latin1');
