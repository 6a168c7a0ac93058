// Takes a lab away: processes first; namespaces, mounts and links go with them; then the folder.
import {rm, rmdir} from 'node:fs/promises';
import {homedir} from 'node:os';
import {dirname} from 'node:path';
import {type LabOptions, layoutOf} from './layout.js';
import {endProcesses, isRunning, ownFamily, processesMarked, processesSharing} from './processes.js';
import {readLab} from './state.js';

/** Processes of a lab, found by the mark in their environment and by the namespaces of those we know to be ours. */
const processesOf = async (suffix: string): Promise<number[]> => {
	const found = new Set(await processesMarked(layoutOf({suffix}).marker));
	const lab = await readLab(suffix);
	for (const identity of lab ? [lab.state.operator, ...Object.values(lab.state.hosts)] : []) {
		if (identity && (await isRunning(identity))) {
			for (const pid of await processesSharing(identity.pid, 'net')) {
				found.add(pid);
			}
		}
	}

	const spared = await ownFamily();
	return [...found].filter(pid => !spared.has(pid));
};

/** A user's ~/.local/state may have come with the lab; it goes only if it is empty. */
const removeEmptyParents = async (folder: string): Promise<void> => {
	try {
		for (let parent = dirname(folder); parent.startsWith(`${homedir()}/`); parent = dirname(parent)) {
			await rmdir(parent);
		}
	} catch {
		// Others have something there.
	}
};

/**
Takes away everything of the lab with this suffix, whatever state it is in. Only the download cache stays.

@returns Whether there was anything to take away.
*/
export const labDown = async ({suffix = ''}: LabOptions = {}): Promise<boolean> => {
	const {folder} = layoutOf({suffix});
	const hadFolder = (await readLab(suffix)) !== undefined;
	let hadProcesses = false;
	// Again until none is found: one that was just being started is not in the first list.
	for (;;) {
		const pids = await processesOf(suffix);
		if (pids.length === 0) {
			break;
		}

		hadProcesses = true;
		await endProcesses(pids);
	}

	await rm(folder, {recursive: true, force: true, maxRetries: 3});
	if (!hadFolder && !hadProcesses) {
		return false;
	}

	await removeEmptyParents(folder);
	return true;
};
