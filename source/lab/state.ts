// What a lab is made of, as written to its folder: enough to find every part again from another process.
import {mkdir, readFile, rename, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {GuestPlan} from './guest/guest-plan.js';
import {type LabLayout, type LabStorage, layoutOf} from './layout.js';
import {isRunning, type ProcessIdentity} from './processes.js';

export type LabState = {
	version: 1;
	suffix: string;
	storage: LabStorage;
	/** QEMU's version by host, where it is not the machine's. */
	qemu?: Record<string, string>;
	/** True when the lab lives in a user namespace because whoever made it is not root. */
	userNamespace: boolean;
	/** The process that a test runs in, when the lab is to go with it. */
	ownerPid?: number;
	operator?: ProcessIdentity;
	/** First process of each host, by the host's name; numbers as the machine outside counts them. */
	hosts: Record<string, ProcessIdentity>;
	/** Guests the lab started, by name. */
	guests: Record<string, GuestPlan>;
};

/** A lab at work: its plan and its state. */
export type Lab = {layout: LabLayout; state: LabState};

const stateFile = (layout: LabLayout): string => join(layout.folder, 'lab.json');

/** Writes the state in one step, so that a reader never sees half of it. */
export const writeState = async ({layout, state}: Lab): Promise<void> => {
	await mkdir(layout.folder, {recursive: true});
	const file = stateFile(layout);
	await writeFile(`${file}.new`, `${JSON.stringify(state, undefined, '\t')}\n`);
	await rename(`${file}.new`, file);
};

/** The lab that a folder describes, or undefined when there is none or its description cannot be read. */
export const readLab = async (suffix = ''): Promise<Lab | undefined> => {
	const layout = layoutOf({suffix});
	let state: LabState;
	try {
		state = JSON.parse(await readFile(stateFile(layout), 'utf8')) as LabState;
	} catch {
		return undefined;
	}

	return state.version === 1
		? {layout: layoutOf({suffix, storage: state.storage, qemu: state.qemu ?? {}}), state}
		: undefined;
};

/**
The lab with this suffix, with all its namespaces alive.

@throws Error when it is not up, or only in part.
*/
export const requireLab = async (suffix = ''): Promise<Lab> => {
	const lab = await readLab(suffix);
	const again = `vmferry lab up${suffix === '' ? '' : ` --suffix ${suffix}`}`;
	if (!lab) {
		throw new Error(`There is no lab${suffix === '' ? '' : ` ${suffix}`} here. Start it with: ${again}`);
	}

	const parts = [lab.state.operator, ...lab.layout.hosts.map(({name}) => lab.state.hosts[name])];
	const alive = await Promise.all(parts.map(async identity => isRunning(identity)));
	if (alive.includes(false)) {
		throw new Error(`A part of the lab is gone. Mend it with: ${again}`);
	}

	return lab;
};
