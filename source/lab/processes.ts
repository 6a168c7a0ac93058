// Looks at /proc: which processes belong to a lab, and are they still the ones we started?
import {readdir, readFile, readlink} from 'node:fs/promises';
import process from 'node:process';
import {waitUntil} from './wait-until.js';

/** A process that cannot be mistaken for a later one with the same number. */
export type ProcessIdentity = {
	pid: number;
	/** Field 22 of /proc/PID/stat: clock ticks between the machine's start and the process's. */
	startTime: string;
};

const statFields = async (pid: number): Promise<string[] | undefined> => {
	try {
		const text = await readFile(`/proc/${pid}/stat`, 'utf8');
		// The name in parentheses may hold blanks and parentheses of its own: count from the last one.
		return text.slice(text.lastIndexOf(')') + 2).split(' ');
	} catch {
		return undefined;
	}
};

/** Identity of a running process, or undefined when there is none (a zombie does not count). */
export const identityOf = async (pid: number): Promise<ProcessIdentity | undefined> => {
	const fields = await statFields(pid);
	const [state, startTime] = [fields?.[0], fields?.[19]];
	return startTime === undefined || state === 'Z' || state === 'X' ? undefined : {pid, startTime};
};

export const isRunning = async (identity: ProcessIdentity | undefined): Promise<boolean> =>
	identity !== undefined && (await identityOf(identity.pid))?.startTime === identity.startTime;

/** Running, or ended without its parent having asked how. */
const isKnown = async ({pid, startTime}: ProcessIdentity): Promise<boolean> =>
	(await statFields(pid))?.[19] === startTime;

/** The parent's process number, or undefined when the process is gone. */
export const parentOf = async (pid: number): Promise<number | undefined> => {
	const fields = await statFields(pid);
	return fields?.[1] === undefined ? undefined : Number(fields[1]);
};

export const allPids = async (): Promise<number[]> => {
	const names = await readdir('/proc');
	return names.filter(name => /^\d+$/.test(name)).map(Number);
};

/** The namespace a process is in (`net:[4026531840]`), or undefined when it is gone or not ours to see. */
export const namespaceOf = async (pid: number, kind: 'net' | 'pid' | 'mnt'): Promise<string | undefined> => {
	try {
		return await readlink(`/proc/${pid}/ns/${kind}`);
	} catch {
		return undefined;
	}
};

/** A process's arguments, empty when it is gone or a kernel thread. */
export const commandLineOf = async (pid: number): Promise<string[]> => {
	try {
		const text = await readFile(`/proc/${pid}/cmdline`, 'utf8');
		return text.split('\0').slice(0, -1);
	} catch {
		return [];
	}
};

/** Processes in the same namespace of a kind as `pid`, itself among them. */
export const processesSharing = async (pid: number, kind: 'net' | 'pid' | 'mnt'): Promise<number[]> => {
	const wanted = await namespaceOf(pid, kind);
	const pids = await allPids();
	const found = await Promise.all(pids.map(async other => (await namespaceOf(other, kind)) === wanted));
	return wanted === undefined ? [] : pids.filter((_, index) => found[index]);
};

/** Processes whose environment at their start held this entry (`NAME=value`). */
export const processesMarked = async (entry: string): Promise<number[]> => {
	const pids = await allPids();
	const found = await Promise.all(
		pids.map(async pid => {
			try {
				return (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0').includes(entry);
			} catch {
				return false;
			}
		}),
	);
	return pids.filter((_, index) => found[index]);
};

/** This process and those that wait for it: never to be ended by us. */
export const ownFamily = async (): Promise<Set<number>> => {
	const family = new Set<number>();
	let pid: number | undefined = process.pid;
	while (pid !== undefined && pid > 0) {
		family.add(pid);
		pid = await parentOf(pid);
	}

	return family;
};

const zombieTimeoutMs = 2000;

/**
Kills processes and waits until all of them are gone. A number that has since gone to another process is left alone. Whose
parent has yet to take note of their end are waited for only a moment: that parent may be nobody we know.
*/
export const endProcesses = async (pids: Iterable<number>): Promise<void> => {
	const identities = (await Promise.all([...pids].map(async pid => identityOf(pid)))).filter(
		identity => identity !== undefined,
	);
	for (const {pid} of identities) {
		try {
			process.kill(pid, 'SIGKILL');
		} catch {
			// It ended by itself meanwhile.
		}
	}

	const none = async (check: (identity: ProcessIdentity) => Promise<boolean>): Promise<boolean> =>
		!(await Promise.all(identities.map(check))).includes(true);
	await waitUntil(async () => none(isRunning), {what: 'the killed processes to be gone', timeoutMs: 20_000});
	await waitUntil(async () => none(isKnown), {what: 'them to be forgotten', timeoutMs: zombieTimeoutMs}).catch(
		() => undefined,
	);
};
