// /dev/kvm may exist, open, and still hang every guest at its first instructions, as on some nested machines: KVM is used
// only once a guest has really counted under it.

import {spawn} from 'node:child_process';
import {access, constants, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {waitUntil} from '../wait-until.js';
import {bootSector} from './boot-sector.js';

/** A boot sector counts within a second of QEMU's start where KVM works. */
const probeTimeoutMs = 5000;

const guestCounts = async (folder: string): Promise<boolean> => {
	const disk = join(folder, 'disk.img');
	const log = join(folder, 'serial');
	await writeFile(disk, bootSector({pagesPerTick: 1, workingSetPages: 16}));
	const child = spawn(
		'qemu-system-x86_64',
		[
			...['-machine', 'pc', '-accel', 'kvm', '-m', '32', '-display', 'none', '-net', 'none', '-monitor', 'none'],
			...['-drive', `file=${disk},format=raw,if=ide`, '-serial', `file:${log}`],
		],
		{stdio: 'ignore', cwd: '/'},
	);
	const ended = new Promise<void>(resolve => {
		child.once('exit', () => resolve());
		child.once('error', () => resolve());
	});
	try {
		await waitUntil(
			async () => {
				if (child.exitCode !== null) {
					return 'gone';
				}

				return (await readFile(log, 'utf8')).includes('00000002') ? 'counts' : undefined;
			},
			{what: 'the probe guest to count', timeoutMs: probeTimeoutMs},
		);
		return child.exitCode === null;
	} catch {
		return false;
	} finally {
		child.kill('SIGKILL');
		await ended;
	}
};

/** The accelerator that guests can be trusted to run under on this machine. */
export const probeAccelerator = async (): Promise<'kvm' | 'tcg'> => {
	try {
		await access('/dev/kvm', constants.R_OK | constants.W_OK);
	} catch {
		return 'tcg';
	}

	const folder = await mkdtemp(join(tmpdir(), 'vmferry-kvm-'));
	try {
		return (await guestCounts(folder)) ? 'kvm' : 'tcg';
	} finally {
		await rm(folder, {recursive: true, force: true});
	}
};
