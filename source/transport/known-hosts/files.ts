import {Buffer} from 'node:buffer';
import {createHmac, randomBytes} from 'node:crypto';
import {chmod, mkdir, open, readFile} from 'node:fs/promises';
import path from 'node:path';
import {type KnownHostsEntry, parseKnownHosts} from './entry.js';
import type {HostKey} from './host-key.js';

/** All entries of the files that exist. A file that cannot be read holds no key that we trust. */
export const readKnownHosts = async (files: readonly string[]): Promise<readonly KnownHostsEntry[]> => {
	const texts = await Promise.all(
		files.map(async file => parseKnownHosts(await readFile(file, 'utf8').catch(() => ''), file)),
	);
	return texts.flat();
};

const hashName = (name: string): string => {
	const salt = randomBytes(20);
	return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
};

/** One line of known_hosts for a key, without its newline. */
export const knownHostsLine = (name: string, key: HostKey, isHashed: boolean): string =>
	`${isHashed ? hashName(name) : name} ${key.type} ${key.base64}`;

/** Appends a key the way ssh does: makes ~/.ssh (0700) and the file (0600), and mends a missing last newline. */
export const appendKnownHost = async (file: string, name: string, key: HostKey, isHashed: boolean): Promise<void> => {
	await mkdir(path.dirname(file), {recursive: true, mode: 0o700});
	const handle = await open(file, 'a+', 0o600);
	try {
		const {size, mode} = await handle.stat();
		const last = Buffer.alloc(1);
		if (size > 0) {
			await handle.read(last, 0, 1, size - 1);
		}

		const separator = size > 0 && last.toString('latin1') !== '\n' ? '\n' : '';
		await handle.appendFile(`${separator}${knownHostsLine(name, key, isHashed)}\n`);
		if ((mode & 0o022) !== 0) {
			// Whoever else may write here could add keys of their own.
			await chmod(file, 0o600);
		}
	} finally {
		await handle.close();
	}
};
