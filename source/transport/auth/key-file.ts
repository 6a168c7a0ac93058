import type {Buffer} from 'node:buffer';
import {readFile, stat} from 'node:fs/promises';
import {signBlob} from '../keys/signature.js';
import {typeOfBlob} from '../keys/wire.js';
import type {Ssh2} from '../ssh/ssh2.js';
import type {Identity} from './identity.js';
import {keyAdvice} from './key-advice.js';
import {peekPublicKey} from './public-half.js';
import {type PrivateKey, readPrivateKey} from './read-private-key.js';

/** Asks for the passphrase of a key file; `isAgain` after a wrong one. */
export type AskPassphrase = (path: string, isAgain: boolean) => Promise<string | undefined>;

/** Private keys that were decrypted once, by path: kept in memory only, until the connection is closed. */
export type UnlockedKeys = Map<string, PrivateKey>;

export type KeyFileContext = {
	readonly ssh2: Ssh2;
	readonly askPassphrase: AskPassphrase;
	readonly unlocked: UnlockedKeys;
	/** As NumberOfPasswordPrompts. */
	readonly attempts: number;
	/** Told of a key file that is of no use whatever the server says. */
	readonly warn: (sentence: string) => void;
};

const unlock = async (path: string, text: string, context: KeyFileContext): Promise<PrivateKey> => {
	const known = context.unlocked.get(path);
	if (known) {
		return known;
	}

	for (let attempt = 0; attempt < context.attempts; attempt += 1) {
		const passphrase = await context.askPassphrase(path, attempt > 0);
		if (passphrase === undefined) {
			throw new Error(`no passphrase was given for ${path}`);
		}

		const key = await readPrivateKey(context.ssh2, text, passphrase);
		if (key.kind === 'key') {
			context.unlocked.set(path, key);
			return key;
		}

		if (key.kind === 'unreadable') {
			throw new Error(keyAdvice(path, text, undefined, key.reason));
		}
	}

	throw new Error(`the passphrase for ${path} was wrong ${context.attempts} times`);
};

const identityOf = (label: string, publicKey: Buffer, privateKey: () => Promise<PrivateKey>): Identity => ({
	label,
	type: typeOfBlob(publicKey),
	publicKey,
	sign: async (data, algorithm) => signBlob((await privateKey()).privateKey, algorithm, data),
});

/** Reads a key file. `undefined` when there is none; throws an `Error` that says why a key cannot be used. */
export const readKeyFile = async (path: string, context: KeyFileContext): Promise<Identity | undefined> => {
	const info = await stat(path).catch(() => undefined);
	if (!info?.isFile()) {
		return undefined;
	}

	const text = await readFile(path, 'utf8');
	const key = await readPrivateKey(context.ssh2, text);
	if (key.kind === 'unreadable') {
		const publicKey = await peekPublicKey(context.ssh2, path);
		const advice = keyAdvice(path, text, publicKey && typeOfBlob(publicKey), key.reason);
		context.warn(`${advice}.`);
		throw new Error(advice);
	}

	// ssh ignores such keys too (sshkey_perm_ok): others may have read them.
	if (info.uid === process.getuid?.() && (info.mode & 0o077) !== 0) {
		throw new Error(`${path} can be read by others (chmod 600 it)`);
	}

	if (key.kind === 'key') {
		return identityOf(path, key.publicKey, async () => key);
	}

	// Old formats hide the public half too: without a .pub file it takes the passphrase to offer the key.
	const publicKey = (await peekPublicKey(context.ssh2, path)) ?? (await unlock(path, text, context)).publicKey;
	return identityOf(path, publicKey, async () => unlock(path, text, context));
};
