// The Linux guest's kernel and its busybox come from Debian packages that are unpacked into the cache, not installed: the
// machine keeps its own kernel, and busybox-static would push out a busybox that is installed.
import {mkdir, mkdtemp, readdir, rename, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {cacheFolder} from '../layout.js';
import {ProgramError, runProgram} from '../run-program.js';

/** The package that always depends on the newest kernel for virtual machines. */
const kernelMetaPackage = 'linux-image-cloud-amd64';

export type GuestPackages = {
	/** Path of the kernel image. */
	kernel: string;
	/** Folder with the kernel's modules. */
	modules: string;
	/** Path of the static busybox. */
	busybox: string;
};

const unpackedFolder = (): string => join(cacheFolder(), 'packages');

const findIn = async (folder: string, pattern: RegExp): Promise<string | undefined> => {
	const names = await readdir(folder).catch(() => []);
	const name = names.filter(text => pattern.test(text)).sort()[0];
	return name === undefined ? undefined : join(folder, name);
};

const findPackages = async (folder: string): Promise<GuestPackages | undefined> => {
	const kernel = await findIn(join(folder, 'boot'), /^vmlinuz-/);
	// Since the merge of / into /usr (Debian 13) both may lie in either place.
	const modules =
		(await findIn(join(folder, 'lib/modules'), /./)) ?? (await findIn(join(folder, 'usr/lib/modules'), /./));
	const busybox =
		(await findIn(join(folder, 'bin'), /^busybox$/)) ?? (await findIn(join(folder, 'usr/bin'), /^busybox$/));
	return kernel && modules && busybox ? {kernel, modules, busybox} : undefined;
};

const kernelPackage = async (): Promise<string> => {
	const {stdout} = await runProgram(['apt-cache', 'depends', '--important', kernelMetaPackage]);
	const name = /Depends: (linux-image-\S+)/.exec(stdout)?.[1];
	if (!name) {
		throw new ProgramError(`apt knows no package that ${kernelMetaPackage} depends on.`, {});
	}

	return name;
};

const download = async (): Promise<void> => {
	await mkdir(cacheFolder(), {recursive: true});
	const scratch = await mkdtemp(join(cacheFolder(), 'download-'));
	try {
		const names = [await kernelPackage(), 'busybox-static'];
		// apt's own user may not write to a folder of ours.
		await runProgram(['apt-get', 'download', '-o', 'APT::Sandbox::User=root', ...names], {cwd: scratch});
		for (const file of (await readdir(scratch)).filter(name => name.endsWith('.deb'))) {
			await runProgram(['dpkg', '-x', file, 'unpacked'], {cwd: scratch});
		}

		await rm(unpackedFolder(), {recursive: true, force: true});
		await rename(join(scratch, 'unpacked'), unpackedFolder());
	} finally {
		await rm(scratch, {recursive: true, force: true});
	}
};

/**
The guest's kernel, modules and busybox, downloaded once.

@throws Error that says what to do when they are neither in the cache nor to be had from apt.
*/
export const guestPackages = async (): Promise<GuestPackages> => {
	const cached = await findPackages(unpackedFolder());
	if (cached) {
		return cached;
	}

	try {
		await download();
	} catch (error) {
		throw new Error(
			`The Linux guest needs Debian's packages ${kernelMetaPackage} and busybox-static, and apt could not fetch them. Run "apt-get update" as root and try again, or use a boot-sector guest.`,
			{cause: error},
		);
	}

	const found = await findPackages(unpackedFolder());
	if (!found) {
		throw new Error(
			`The packages in ${unpackedFolder()} hold no kernel, modules and busybox. Remove that folder and try again.`,
		);
	}

	return found;
};
