// What the lab and the npm packages need from the machine, by Debian's package names, and whether it is there.
import {execFileSync} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';

/** Below 9.0, live migration under TCG loses guest writes (fixed upstream by 03bfc2188f0 in 9.0.0). */
const oldestQemuMajor = 9;

/** QEMU with its disk tools, its NFS driver and the boot code of its network cards: all of one version. */
export const qemuPackages = ['qemu-system-x86', 'qemu-utils', 'qemu-block-extra', 'ipxe-qemu'];

const programs = JSON.parse(readFileSync(new URL('../../source/lab/programs.json', import.meta.url), 'utf8'));
const libraryFolders = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib'];

const programFolders = [
	...(process.env.PATH ?? '').split(':').filter(folder => folder !== '' && !folder.includes('node_modules')),
	...['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/local/bin', '/usr/bin', '/bin'],
];

const findIn = (folders, name) => folders.map(folder => `${folder}/${name}`).find(file => existsSync(file));
const findProgram = name => findIn(programFolders, name);

const qemuMajorVersion = () => {
	try {
		const text = execFileSync(findProgram('qemu-system-x86_64') ?? '', ['--version'], {encoding: 'utf8'});
		return Number(/version (\d+)\./.exec(text)?.[1] ?? 0);
	} catch {
		return 0;
	}
};

/** Whether QEMU is there, new enough, and with the parts that the lab's guests use. */
export const qemuIsComplete = () =>
	qemuMajorVersion() >= oldestQemuMajor &&
	findProgram('qemu-img') !== undefined &&
	findIn(libraryFolders, 'qemu/block-nfs.so') !== undefined;

/** Debian packages, QEMU's apart, whose programs are not on this machine. */
export const missingPackages = () => {
	const missing = programs
		.filter(entry => entry.for !== 'qemu' && !findProgram(entry.program))
		.map(entry => entry.package);
	return [...new Set(findIn(libraryFolders, 'ganesha/libfsalvfs.so') ? missing : [...missing, 'nfs-ganesha-vfs'])];
};

/** The fields of /etc/os-release; none where there is no such file. */
export const osRelease = () => {
	const text = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
	return Object.fromEntries([...text.matchAll(/^([A-Z_]+)="?([^"\n]*)"?$/gm)].map(([, key, value]) => [key, value]));
};
