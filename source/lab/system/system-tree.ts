// The programs of a Debian release as a folder that a host of the lab takes for its /usr, /bin, /sbin and /lib: QEMU with the
// C library, shell and sshd of its time. Packages are unpacked, not installed: none of their scripts is run.
import {access, mkdir, readFile, rename, rm, symlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import process from 'node:process';
import {cacheFolder} from '../layout.js';
import {withLock} from '../lock.js';
import {runProgram} from '../run-program.js';
import {fetchPackages} from './apt.js';
import {type QemuRelease, qemuRelease} from './releases.js';

/** What a host needs: QEMU with its firmware, and what the lab, a login and vmferry's own scripts call. */
const packageNames = [
	...['qemu-system-x86', 'seabios', 'ipxe-qemu', 'openssh-server', 'tini', 'iproute2', 'base-files', 'libc-bin'],
	...['dash', 'bash', 'coreutils', 'findutils', 'grep', 'sed', 'mawk', 'hostname', 'procps', 'util-linux', 'mount'],
];

/** Debian's releases since 12 have one /usr; an older one's packages work when its folders are joined before. */
const joined = ['bin', 'sbin', 'lib', 'lib32', 'lib64', 'libx32'];

/** `$1` is the tree, the others are packages. What nobody reads on a host of the lab is left out. */
const unpackScript = `
set -eu
tree=$1; shift
for file do
	dpkg-deb --fsys-tarfile "$file" | tar -x -C "$tree" --keep-directory-symlink --no-same-owner \\
		--exclude=./usr/share/doc --exclude=./usr/share/man --exclude=./usr/share/locale --exclude=./usr/share/info
done
`;

/** Links that the packages' own scripts would make. */
const links = [
	['dash', 'usr/bin/sh'],
	['mawk', 'usr/bin/awk'],
] as const;

const unpack = async (files: readonly string[], tree: string): Promise<void> => {
	await rm(tree, {recursive: true, force: true});
	for (const name of joined) {
		await mkdir(join(tree, 'usr', name), {recursive: true});
		await symlink(`usr/${name}`, join(tree, name));
	}

	await runProgram(['sh', '-c', unpackScript, 'unpack', tree, ...files]);
	for (const [target, name] of links) {
		await symlink(target, join(tree, name)).catch((error: NodeJS.ErrnoException) => {
			if (error.code !== 'EEXIST') {
				throw error;
			}
		});
	}

	await runProgram(['ldconfig', '-r', tree]);
};

/** What the unpacked QEMU says of itself, with its tree for a root: links in it lead to places in it. */
const versionOf = async (tree: string): Promise<string> => {
	const user = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
	const {stdout} = await runProgram(['unshare', ...user, '--root', tree, '/usr/bin/qemu-system-x86_64', '--version']);
	return /version (\d+\.\d+\.\d+)/.exec(stdout)?.[1] ?? stdout.trim();
};

const make = async (release: QemuRelease, folder: string, tree: string): Promise<void> => {
	const downloads = join(folder, `${release.version}.download`);
	const files = await fetchPackages(release, downloads, packageNames);
	const unpacked = join(folder, `${release.version}.new`);
	await unpack(files, unpacked);
	const version = await versionOf(unpacked);
	if (!version.startsWith(`${release.version}.`)) {
		throw new Error(
			`Debian's ${release.suite} has QEMU ${version} now, and no longer ${release.version}: the lab cannot get that one on this machine.`,
		);
	}

	await writeFile(join(unpacked, 'qemu-version'), `${version}\n`);
	await rename(unpacked, tree);
	await rm(downloads, {recursive: true, force: true});
};

/** Fetching 70 MB by a slow line takes minutes. */
const otherRunTimeoutMs = 900_000;

/** Where the tree of a release lies once it is made. */
const treeOf = (version: string): string => join(cacheFolder(), 'systems', qemuRelease(version).version);

/** Whether the tree of a release is in the cache. */
export const hasSystemTree = async (version: string): Promise<boolean> =>
	access(join(treeOf(version), 'qemu-version')).then(
		() => true,
		() => false,
	);

/**
Sees to it that the tree with a release of QEMU is in the cache: a matter of milliseconds when it is. An interrupted call
leaves what it fetched for the next one, and never a tree that is not whole.

@param version As in `qemuReleases`.
@returns The tree's folder, and the version that QEMU in it says of itself.
@throws Error in words for a person when the lab does not know the version, or Debian no longer serves it.
*/
export const ensureSystemTree = async (version: string): Promise<{tree: string; qemuVersion: string}> => {
	const release = qemuRelease(version);
	const tree = treeOf(version);
	if (!(await hasSystemTree(version))) {
		const folder = join(cacheFolder(), 'systems');
		const lockFolder = join(folder, `${version}.lock`);
		await withLock(
			{folder: lockFolder},
			async () => {
				if (!(await hasSystemTree(version))) {
					await make(release, folder, tree);
				}
			},
			{what: `another run to fetch QEMU ${version}`, timeoutMs: otherRunTimeoutMs},
		);
	}

	return {tree, qemuVersion: (await readFile(join(tree, 'qemu-version'), 'utf8')).trim()};
};
