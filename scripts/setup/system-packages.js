// What the lab needs from the machine, and how to see that it is there. Debian's package names; other systems have others.

import {execFileSync} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';

// Below 9.0, live migration under TCG loses guest writes (fixed upstream by 03bfc2188f0 in 9.0.0).
export const oldestQemuMajor = 9;

export const qemuPackages = ['qemu-system-x86', 'qemu-utils', 'qemu-block-extra', 'ipxe-qemu'];

const sbinFolders = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/local/bin', '/usr/bin', '/bin'];

const programs = [
	{program: 'sshd', packageName: 'openssh-server'},
	{program: 'ssh', packageName: 'openssh-client'},
	{program: 'ssh-keygen', packageName: 'openssh-client'},
	{program: 'ip', packageName: 'iproute2'},
	{program: 'tc', packageName: 'iproute2'},
	{program: 'unshare', packageName: 'util-linux'},
	{program: 'nsenter', packageName: 'util-linux'},
	{program: 'mount', packageName: 'mount'},
	{program: 'tini', packageName: 'tini'},
	{program: 'ping', packageName: 'iputils-ping'},
	{program: 'ganesha.nfsd', packageName: 'nfs-ganesha'},
	{program: 'rpcbind', packageName: 'rpcbind'},
	{program: 'nfs-ls', packageName: 'libnfs-utils'},
];

const firstMatching = pattern => {
	for (const folder of ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib']) {
		if (existsSync(`${folder}/${pattern}`)) {
			return `${folder}/${pattern}`;
		}
	}
};

const findProgram = name => sbinFolders.map(folder => `${folder}/${name}`).find(path => existsSync(path));

/** The installed QEMU's major version, or undefined when there is none that runs. */
export function qemuMajorVersion() {
	const program = findProgram('qemu-system-x86_64');
	if (!program) {
		return undefined;
	}

	try {
		const text = execFileSync(program, ['--version'], {encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']});
		const match = /version (\d+)\./.exec(text);
		return match ? Number(match[1]) : undefined;
	} catch {
		return undefined;
	}
}

/** Whether QEMU is there, new enough, and has what the lab's guests use (disk tools, the NFS block driver). */
export function qemuIsComplete() {
	const major = qemuMajorVersion();
	return (
		major !== undefined &&
		major >= oldestQemuMajor &&
		findProgram('qemu-img') !== undefined &&
		firstMatching('qemu/block-nfs.so') !== undefined
	);
}

/** Debian packages, QEMU's apart, whose programs are not on this machine. */
export function missingPackages() {
	const missing = programs.filter(({program}) => !findProgram(program)).map(({packageName}) => packageName);
	if (!firstMatching('ganesha/libfsalvfs.so')) {
		missing.push('nfs-ganesha-vfs');
	}

	return [...new Set(missing)];
}

/** The fields of /etc/os-release, or an empty object where there is no such file. */
export function osRelease() {
	try {
		const lines = readFileSync('/etc/os-release', 'utf8').split('\n');
		return Object.fromEntries(
			lines
				.map(line => /^([A-Z_]+)="?([^"]*)"?$/.exec(line))
				.filter(Boolean)
				.map(([, key, value]) => [key, value]),
		);
	} catch {
		return {};
	}
}
