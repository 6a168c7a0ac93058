// What a lab needs of the machine, and a sentence about what is missing.

import {access} from 'node:fs/promises';
import {delimiter, join} from 'node:path';
import process from 'node:process';
import {messageOf} from '../lib/message-of.js';
import type {LabStorage} from './layout.js';
import programs from './programs.json' with {type: 'json'};
import {runProgram, systemPath} from './run-program.js';

/** Below 9.0, live migration under TCG loses guest writes (fixed upstream by 03bfc2188f0 in 9.0.0). */
const oldestQemuMajor = 9;

const exists = async (path: string): Promise<boolean> =>
	access(path).then(
		() => true,
		() => false,
	);

const isInstalled = async (program: string): Promise<boolean> => {
	const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...systemPath.split(delimiter)];
	const found = await Promise.all(
		folders.filter(folder => folder !== '').map(async folder => exists(join(folder, program))),
	);
	return found.includes(true);
};

const missingPackages = async (storage: LabStorage): Promise<string[]> => {
	const needed = programs.filter(
		({for: part}) => part === 'lab' || part === 'qemu' || (part === 'nfs' && storage === 'nfs'),
	);
	const found = await Promise.all(needed.map(async ({program}) => isInstalled(program)));
	return [...new Set(needed.filter((_, index) => !found[index]).map(entry => entry.package))];
};

const qemuTooOld = async (): Promise<string | undefined> => {
	const {stdout} = await runProgram(['qemu-system-x86_64', '--version']);
	const version = /version ((\d+)\.\d+\.\d+)/.exec(stdout);
	return Number(version?.[2] ?? 0) < oldestQemuMajor
		? `QEMU ${version?.[1] ?? 'of an unknown version'} is installed here, and the lab needs 9.0 or newer: older ones can corrupt a running guest when it migrates under TCG. On Debian 12 install qemu-system-x86, qemu-utils and qemu-block-extra from bookworm-backports.`
		: undefined;
};

const namespacesRefused = async (): Promise<string | undefined> => {
	const isRoot = process.getuid?.() === 0;
	const user = isRoot ? [] : ['--user', '--map-root-user', '--map-auto'];
	const kinds = ['--net', '--pid', '--mount', '--uts', '--ipc', '--fork'];
	try {
		// A tap device as well: /dev/net/tun may be missing or refused in a container.
		await runProgram(['unshare', ...user, ...kinds, '--', 'ip', 'tuntap', 'add', 'mode', 'tap', 'name', 'probe'], {
			timeoutMs: 10_000,
		});
		return undefined;
	} catch (error) {
		const words = messageOf(error);
		return isRoot
			? `This machine lets even root make no network namespaces with tap devices, as in an unprivileged container: ${words}`
			: `The lab needs root, or user namespaces with subordinate user and group numbers (package uidmap, an entry in /etc/subuid and /etc/subgid, and a kernel that lets users make namespaces). They were refused: ${words}. Run it as root, for instance with sudo.`;
	}
};

/**
Why no lab can be made on this machine, in a sentence that says what to do, or undefined when one can.
*/
export const whyNoLab = async (storage: LabStorage = 'shared'): Promise<string | undefined> => {
	if (process.platform !== 'linux') {
		return 'The lab needs Linux: its hosts are namespaces of the kernel.';
	}

	if (storage === 'nfs' && process.getuid?.() !== 0) {
		return 'The lab with an NFS server needs root: the server opens files by handles, which no user namespace may. Without --storage nfs it needs none.';
	}

	const missing = await missingPackages(storage);
	if (missing.length > 0) {
		return `The lab needs programs that are not on this machine. On Debian or Ubuntu install these packages: ${missing.join(' ')}. (For another system: those that bring the same programs.)`;
	}

	return (await qemuTooOld()) ?? (await namespacesRefused());
};
