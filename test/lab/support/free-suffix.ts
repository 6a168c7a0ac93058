// Test files may run at the same time as other runs of them on one machine: each takes a number that nobody has.
import {mkdir, readdir, readFile, rm, rmdir, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import process from 'node:process';
import {labDown} from '../../../source/lab/index.js';

const firstSuffix = 20;
const lastSuffix = 200;

const folder = join(tmpdir(), 'vmferry-test-labs');

const ownerLives = async (claim: string): Promise<boolean> => {
	const owner = Number.parseInt(await readFile(join(folder, claim), 'utf8').catch(() => ''), 10);
	try {
		process.kill(owner, 0);
		return true;
	} catch {
		return false;
	}
};

/** Takes down the labs of test runs that were killed. */
export const sweepLabs = async (): Promise<void> => {
	const claims = await readdir(folder).catch(() => []);
	for (const claim of claims) {
		if (!(await ownerLives(claim))) {
			await labDown({suffix: claim});
			await rm(join(folder, claim), {force: true});
		}
	}
};

/** Takes a suffix that no other test run has; it stays taken until given back. */
export const takeSuffix = async (): Promise<string> => {
	await sweepLabs();
	for (let number = firstSuffix; number <= lastSuffix; number++) {
		// Each time: a run that ends takes the folder away when it is empty.
		await mkdir(folder, {recursive: true});
		try {
			await writeFile(join(folder, String(number)), `${process.pid}\n`, {flag: 'wx'});
			return String(number);
		} catch {
			// Taken: try the next.
		}
	}

	throw new Error(`Every lab from ${firstSuffix} to ${lastSuffix} is taken. Look into ${folder}.`);
};

export const giveSuffixBack = async (suffix: string): Promise<void> => {
	await rm(join(folder, suffix), {force: true});
	await rmdir(folder).catch(() => undefined);
};
