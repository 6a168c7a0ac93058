import {Buffer} from 'node:buffer';
import {readFile} from 'node:fs/promises';
import type {Ssh2} from '../ssh/ssh2.js';
import {readPrivateKey} from './read-private-key.js';

/** The public half stands unencrypted in OpenSSH's own format (PROTOCOL.key in OpenSSH's sources). */
const fromOpenSsh = (text: string): Buffer | undefined => {
	const body = /-----BEGIN OPENSSH PRIVATE KEY-----([^-]+)-----END/.exec(text)?.[1];
	const blob = Buffer.from(body ?? '', 'base64');
	const magic = 'openssh-key-v1\0';
	if (blob.subarray(0, magic.length).toString('latin1') !== magic) {
		return undefined;
	}

	let offset = magic.length;
	const next = () => {
		const start = offset + 4;
		offset = start + blob.readUInt32BE(offset);
		return blob.subarray(start, offset);
	};

	// Cipher, key derivation and its options; then the number of keys.
	next();
	next();
	next();
	offset += 4;
	return next();
};

const fromPublicLine = (text: string): Buffer | undefined => {
	const base64 = /^[a-z][\w@.-]+\s+(AAAA[A-Za-z0-9+/]+=*)/.exec(text.trim())?.[1];
	return base64 === undefined ? undefined : Buffer.from(base64, 'base64');
};

/**
The public key that belongs to an IdentityFile, without any passphrase: from the private key, the file itself (it may name a
public key that only ssh-agent can use) or `path.pub`. `undefined` when none of them tells.
*/
export const peekPublicKey = async (ssh2: Ssh2, path: string): Promise<Buffer | undefined> => {
	const text = await readFile(path, 'utf8').catch(() => '');
	const own = fromOpenSsh(text) ?? fromPublicLine(text);
	if (own) {
		return own;
	}

	const key = await readPrivateKey(ssh2, text);
	if (key.kind === 'key') {
		return key.publicKey;
	}

	return fromPublicLine(await readFile(`${path}.pub`, 'utf8').catch(() => ''));
};
