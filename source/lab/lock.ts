// One at a time: two `lab up` at once would make every part twice.
import {mkdir, readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import process from 'node:process';
import {identityOf, isRunning, type ProcessIdentity} from './processes.js';
import {waitUntil} from './wait-until.js';

/** Longer than bringing up a lab with an NFS server takes on a busy machine. */
const lockTimeoutMs = 120_000;

const holderOf = async (file: string): Promise<ProcessIdentity | undefined> => {
	try {
		return JSON.parse(await readFile(file, 'utf8')) as ProcessIdentity;
	} catch {
		return undefined;
	}
};

/**
Runs `work` while nobody else does so for the same folder. A lock whose holder was killed counts for nothing.

@param options What the other one is doing, to end the sentence "Waited … for", and how long that may take.
*/
export const withLock = async <T>(
	{folder}: {folder: string},
	work: () => Promise<T>,
	{what = 'another "lab up" to end', timeoutMs = lockTimeoutMs} = {},
): Promise<T> => {
	const file = join(folder, 'lock');
	const own = JSON.stringify(await identityOf(process.pid));
	await waitUntil(
		async () => {
			await mkdir(folder, {recursive: true});
			try {
				await writeFile(file, own, {flag: 'wx'});
				return true;
			} catch {
				// Held by somebody, maybe by one that is gone.
			}

			const holder = await holderOf(file);
			if (holder && !(await isRunning(holder))) {
				await rm(file, {force: true});
			}

			return false;
		},
		{what: `${what} (its lock is ${file})`, timeoutMs, intervalMs: 50},
	);
	try {
		return await work();
	} finally {
		await rm(file, {force: true});
	}
};
