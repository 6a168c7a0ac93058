// What may be asked of a guest, and what it gets when nothing is said: the article's vm01.
import {macOf} from '../network.js';
import {nfsUrl} from '../nfs.js';
import type {Lab} from '../state.js';
import {pagesIn} from './command-line.js';
import {largestWorkingSetMiB} from './dirty-program.js';
import type {GuestKind, GuestMonitors, GuestPlan} from './guest-plan.js';

export type GuestOptions = {
	/** `vm01` by default. Letters, digits and hyphens, at most 11 of them (a tap device is named after it). */
	name?: string;
	kind?: GuestKind;
	/** Host to start it on, by its name; the lab's first by default. */
	host?: string;
	/** QEMU's machine type, for instance `pc-q35-5.2`; `pc` by default. */
	machine?: string;
	memoryMiB?: number;
	monitors?: GuestMonitors;
	telnetPort?: number;
	/** Last byte of its address on the lab's network; 100 by default, as in the article. Linux guests only. */
	addressByte?: number;
	/** Memory dirtied per second, in MiB, and the size of the memory it goes round in. */
	dirtyMiBPerSecond?: number;
	workingSetMiB?: number;
	/** Put at the end of QEMU's command line. */
	extraArguments?: readonly string[];
	/** Chosen by a probe when left out. */
	accelerator?: 'kvm' | 'tcg';
};

/** What a guest's command line takes from the machine. */
export type MachineFacts = {
	accelerator: 'kvm' | 'tcg';
	/** Whether files of the shared folder can be opened without the page cache (`cache=none`). */
	directAccess: boolean;
};

/**
The plan for a guest of a lab.

@throws Error when the name or the working set cannot be.
*/
export const planGuest = (lab: Lab, options: GuestOptions, {accelerator, directAccess}: MachineFacts): GuestPlan => {
	const {name = 'vm01', kind = 'linux', monitors = 'both', telnetPort = 4444, workingSetMiB = 64} = options;
	if (!/^[a-z0-9][a-z0-9-]{0,10}$/.test(name)) {
		throw new Error(`"${name}" cannot be a guest's name in the lab: use up to 11 small letters, digits and hyphens.`);
	}

	const memoryMiB = options.memoryMiB ?? (kind === 'linux' ? 512 : 128);
	if (workingSetMiB > Math.min(largestWorkingSetMiB, memoryMiB - 16) || pagesIn(workingSetMiB) < 1) {
		throw new Error(`A guest of ${memoryMiB} MiB cannot dirty ${workingSetMiB} MiB of it.`);
	}

	const host = options.host ?? lab.layout.hosts[0]?.name ?? '';
	const address = `${lab.layout.network}.${options.addressByte ?? 100}`;
	const server = lab.layout.hosts.find(({role}) => role === 'storage');
	return {
		name,
		kind,
		host,
		machine: options.machine ?? 'pc',
		memoryMiB,
		monitors,
		telnetPort,
		qmpSocket: `/run/${name}.qmp`,
		serialLog: `/var/log/${name}.serial`,
		accelerator,
		dirtyMiBPerSecond: options.dirtyMiBPerSecond ?? 5,
		workingSetMiB,
		disk: server ? nfsUrl(server, `${name}.img`) : `/nfs/kvm/${name}.img`,
		diskCache: server || !directAccess ? 'writeback' : 'none',
		...(kind === 'linux' ? {address, mac: macOf(address, 0)} : {}),
		extraArguments: [...(options.extraArguments ?? [])],
	};
};
