import {Buffer} from 'node:buffer';
import {createPrivateKey, type KeyObject, sign} from 'node:crypto';
import {readFile, stat} from 'node:fs/promises';
import type {Ssh2} from '../ssh/ssh2.js';
import {decryptKey} from './decrypt-key.js';
import {type Identity, typeOfBlob} from './identity.js';
import {peekPublicKey} from './public-half.js';

/** Asks for the passphrase of a key file; `isAgain` after a wrong one. */
export type AskPassphrase = (path: string, isAgain: boolean) => Promise<string | undefined>;

type UnlockedKey = {readonly privateKey: KeyObject; readonly publicKey: Buffer};

/** Private keys that were decrypted once, by path: kept in memory only, until the connection is closed. */
export type UnlockedKeys = Map<string, UnlockedKey>;

export type KeyFileContext = {
	readonly ssh2: Ssh2;
	readonly askPassphrase: AskPassphrase;
	readonly unlocked: UnlockedKeys;
	/** As NumberOfPasswordPrompts. */
	readonly attempts: number;
};

const digests: Readonly<Record<string, string>> = {
	'ecdsa-sha2-nistp256': 'sha256',
	'ecdsa-sha2-nistp384': 'sha384',
	'ecdsa-sha2-nistp521': 'sha512',
	'ssh-rsa': 'sha1',
};

const signWith = async (key: KeyObject, type: string, data: Buffer, hash: string | undefined): Promise<Buffer> =>
	new Promise((resolve, reject) => {
		// Ed25519 has no digest of its own choice.
		const digest = type === 'ssh-ed25519' ? undefined : (hash ?? digests[type]);
		sign(digest, data, key, (error, signature) => {
			if (error) {
				reject(error);
			} else {
				resolve(signature);
			}
		});
	});

const unlock = async (path: string, text: string, context: KeyFileContext): Promise<UnlockedKey> => {
	const known = context.unlocked.get(path);
	if (known) {
		return known;
	}

	for (let attempt = 0; attempt < context.attempts; attempt += 1) {
		const passphrase = await context.askPassphrase(path, attempt > 0);
		if (passphrase === undefined) {
			throw new Error(`no passphrase was given for ${path}`);
		}

		const decrypted = await decryptKey(text, passphrase);
		if (decrypted) {
			const key = {privateKey: createPrivateKey(decrypted.pem), publicKey: Buffer.from(decrypted.publicKey)};
			context.unlocked.set(path, key);
			return key;
		}
	}

	throw new Error(`the passphrase for ${path} was wrong ${context.attempts} times`);
};

/** Reads a key file. `undefined` when there is none; throws an `Error` that says why a key cannot be used. */
export const readKeyFile = async (path: string, context: KeyFileContext): Promise<Identity | undefined> => {
	const info = await stat(path).catch(() => undefined);
	if (!info?.isFile()) {
		return undefined;
	}

	// ssh ignores such keys too (sshkey_perm_ok): others may have read them.
	if (info.uid === process.getuid?.() && (info.mode & 0o077) !== 0) {
		throw new Error(`${path} can be read by others (chmod 600 it)`);
	}

	const text = await readFile(path, 'utf8');
	const parsed = context.ssh2.utils.parseKey(text);
	if (!(parsed instanceof Error)) {
		const key = Array.isArray(parsed) ? parsed[0] : parsed;
		const pem = key.getPrivatePEM();
		if (pem === null) {
			throw new Error(`${path} holds no private key`);
		}

		const publicKey = key.getPublicSSH();
		const type = typeOfBlob(publicKey);
		const privateKey = createPrivateKey(pem);
		return {label: path, type, publicKey, sign: async (data, hash) => signWith(privateKey, type, data, hash)};
	}

	if (!/encrypted/i.test(parsed.message)) {
		throw new Error(`${path} is of a kind that vmferry cannot read (${parsed.message})`);
	}

	// Old formats hide the public half too: without a .pub file it takes the passphrase to offer the key.
	const publicKey = (await peekPublicKey(context.ssh2, path)) ?? (await unlock(path, text, context)).publicKey;
	const type = typeOfBlob(publicKey);
	return {
		label: path,
		type,
		publicKey,
		sign: async (data, hash) => signWith((await unlock(path, text, context)).privateKey, type, data, hash),
	};
};
