// What a guest boots from and its disk.
import {access, constants, copyFile, mkdir, open, rename, rm, truncate, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {Lab} from '../state.js';
import {bootSector, ticksPerSecond} from './boot-sector.js';
import {pagesIn} from './command-line.js';
import {guestPackages} from './guest-packages.js';
import type {GuestPlan} from './guest-plan.js';
import {buildInitramfs} from './initramfs.js';

/** Linux writes nothing to its disk; its size is only to be seen. */
const linuxDiskBytes = 64 * 2 ** 20;

/** SeaBIOS reads nothing from a disk of one sector on the AHCI controller of a q35 machine. */
const bootDiskBytes = 2 ** 20;

/** Folder on this machine that is /nfs/kvm on the hosts. */
export const sharedFolder = ({layout}: Lab): string => join(layout.folder, 'nfs-kvm');

/** Whether files in this folder can be opened past the page cache: not on a tmpfs of Linux before 6.6, for one. */
export const allowsDirectAccess = async (folder: string): Promise<boolean> => {
	const file = join(folder, '.direct-access');
	try {
		const handle = await open(file, constants.O_CREAT | constants.O_RDWR | constants.O_DIRECT);
		await handle.close();
		return true;
	} catch {
		return false;
	} finally {
		await rm(file, {force: true});
	}
};

const exists = async (path: string): Promise<boolean> =>
	access(path).then(
		() => true,
		() => false,
	);

/** Puts the kernel and the initramfs where the hosts see them; both come from the cache when they can. */
const ensureKernel = async ({layout}: Lab): Promise<void> => {
	const folder = join(layout.folder, 'guest');
	if (await exists(join(folder, 'initrd.img'))) {
		return;
	}

	const packages = await guestPackages();
	const archive = await buildInitramfs(packages);
	await mkdir(folder, {recursive: true});
	await copyFile(packages.kernel, join(folder, 'vmlinuz'));
	await writeFile(join(folder, 'initrd.img.new'), archive);
	await rename(join(folder, 'initrd.img.new'), join(folder, 'initrd.img'));
};

const ensureLinuxDisk = async (file: string): Promise<void> => {
	if (await exists(file)) {
		return;
	}

	const handle = await open(file, 'w');
	await handle.truncate(linuxDiskBytes);
	await handle.close();
};

/** Makes whatever a guest needs that is not there yet. */
export const ensureGuestFiles = async (lab: Lab, plan: GuestPlan): Promise<void> => {
	const file = join(sharedFolder(lab), `${plan.name}.img`);
	if (plan.kind === 'linux') {
		await ensureKernel(lab);
		await ensureLinuxDisk(file);
		return;
	}

	const sector = bootSector({
		pagesPerTick: Math.round(pagesIn(plan.dirtyMiBPerSecond) / ticksPerSecond),
		workingSetPages: pagesIn(plan.workingSetMiB),
	});
	await writeFile(file, sector);
	await truncate(file, bootDiskBytes);
};
