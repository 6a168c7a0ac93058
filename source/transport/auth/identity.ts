import type {Buffer} from 'node:buffer';
import type {Certificate} from '../keys/certificate.js';
import {typeOfBlob} from '../keys/wire.js';

/** A key that may prove who we are. */
export type Identity = {
	/** For messages: a path, or the comment of a key in ssh-agent. */
	readonly label: string;
	readonly type: string;
	/** The blob that is offered: a public key, or a certificate. */
	readonly publicKey: Buffer;
	/** What `publicKey` says if it is a certificate. */
	readonly certificate?: Certificate | undefined;
	/** Signs; asks for a passphrase if it must. Resolves to the signature whole, with its algorithm's name in front. */
	sign(data: Buffer, algorithm: string): Promise<Buffer>;
};

/** The same key under a certificate for it. */
export const certified = (identity: Identity, label: string, blob: Buffer, certificate: Certificate): Identity => ({
	label,
	type: typeOfBlob(blob),
	publicKey: blob,
	certificate,
	sign: async (data, algorithm) => identity.sign(data, algorithm),
});
