// What a guest says on its serial port: a Linux guest its uptime, a boot sector its count.
import {readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import type {Lab} from '../state.js';
import type {GuestPlan} from './guest-plan.js';

export type GuestTick = {
	/** Seconds since a Linux guest's start, or ticks of 1/18.2 s since a boot sector's. */
	count: number;
	/** Tells one start of a Linux guest from another; empty for a boot sector. */
	boot: string;
};

/** Every tick of a guest in a host's log, oldest first. QEMU empties the log when it starts, for a migration too. */
export const guestTicks = async (
	{layout}: Lab,
	{serialLog, name, kind}: GuestPlan,
	host: string,
): Promise<GuestTick[]> => {
	const text = await readFile(join(layout.folder, host, serialLog), 'utf8').catch((error: NodeJS.ErrnoException) => {
		if (error.code === 'ENOENT') {
			throw new Error(`${name} has written nothing on ${host}.`, {cause: error});
		}

		throw error;
	});
	if (kind === 'linux') {
		return [...text.matchAll(/^tick uptime=([\d.]+) boot=([\da-f]+)\r?$/gm)].map(([, count, boot = '']) => ({
			count: Number(count),
			boot,
		}));
	}

	return [...text.matchAll(/^([\dA-F]{8})$/gm)].map(([, count = '']) => ({
		count: Number.parseInt(count, 16),
		boot: '',
	}));
};

/** Everything a guest has written in a host's log. */
export const guestConsole = async ({layout}: Lab, {serialLog}: GuestPlan, host: string): Promise<string> =>
	readFile(join(layout.folder, host, serialLog), 'utf8').catch(() => '');

/** Takes away a guest's log on a host. */
export const forgetConsole = async ({layout}: Lab, {serialLog}: GuestPlan, host: string): Promise<void> =>
	rm(join(layout.folder, host, serialLog), {force: true});
