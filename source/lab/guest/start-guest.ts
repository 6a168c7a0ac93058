// Starts, ends and steers the lab's guests.
import {join} from 'node:path';
import {cacheFolder} from '../layout.js';
import {hostCommand, operatorCommand} from '../namespaces.js';
import {endProcesses} from '../processes.js';
import {runProgram} from '../run-program.js';
import {type Lab, writeState} from '../state.js';
import {waitUntil} from '../wait-until.js';
import {probeAccelerator} from './accelerator.js';
import {guestCommandLine, pagesIn} from './command-line.js';
import {forgetConsole, guestConsole, guestTicks} from './guest-console.js';
import {allowsDirectAccess, ensureGuestFiles, sharedFolder} from './guest-files.js';
import {type GuestOptions, planGuest} from './guest-options.js';
import type {GuestPlan} from './guest-plan.js';
import {dirtyControlPort, guestShellPort} from './initramfs.js';
import {runningGuests} from './running-guests.js';

/** How long a guest may take to its first tick: 5 s under TCG on two idle cores. */
const bootTimeoutMs = 90_000;

let probedAccelerator: Promise<'kvm' | 'tcg'> | undefined;

const usableAccelerator = async (): Promise<'kvm' | 'tcg'> => {
	probedAccelerator ??= probeAccelerator();
	return probedAccelerator;
};

/**
Starts a guest and waits until it has booted. A guest of that name that already runs in the lab is left as it is.

@throws Error with QEMU's own words when it does not start, or with the end of its console when it does not boot.
*/
export const startGuest = async (lab: Lab, options: GuestOptions = {}): Promise<GuestPlan> => {
	const name = options.name ?? 'vm01';
	const known = lab.state.guests[name];
	if (known && (await runningGuests(lab)).some(guest => guest.name === name)) {
		return known;
	}

	const plan = planGuest(lab, options, {
		accelerator: options.accelerator ?? (await usableAccelerator()),
		directAccess: await allowsDirectAccess(sharedFolder(lab)),
	});
	await ensureGuestFiles(lab, plan);
	// What an earlier guest of this name wrote, here or on the other host, must not be taken for this one's.
	await Promise.all(lab.layout.hosts.map(async host => forgetConsole(lab, plan, host.name)));
	await runProgram(hostCommand(lab, plan.host, guestCommandLine(plan)), {timeoutMs: 30_000});
	lab.state.guests[name] = plan;
	await writeState(lab);
	try {
		await waitUntil(async () => (await guestTicks(lab, plan, plan.host)).length > 1, {
			what: `${name} to boot on ${plan.host}`,
			timeoutMs: bootTimeoutMs,
			intervalMs: 100,
		});
	} catch (error) {
		const words = (await guestConsole(lab, plan, plan.host)).slice(-1000);
		throw new Error(`${name} did not boot on ${plan.host}. The end of its console: ${words}`, {cause: error});
	}

	return plan;
};

/** Ends every QEMU of this name in the lab, wherever it runs, and waits until it is gone. */
export const stopGuest = async (lab: Lab, name: string): Promise<void> => {
	await endProcesses((await runningGuests(lab)).filter(guest => guest.name === name).map(({pid}) => pid));
	const {[name]: _, ...others} = lab.state.guests;
	lab.state.guests = others;
	await writeState(lab);
};

const planOf = (lab: Lab, name: string): GuestPlan => {
	const plan = lab.state.guests[name];
	if (!plan) {
		throw new Error(`This lab has no guest ${name}.`);
	}

	return plan;
};

/** Sends text to a port of a guest, from where the operator sits, and returns all that comes back until it hangs up. */
const askGuest = async (
	lab: Lab,
	{name, address}: GuestPlan,
	{port, text}: {port: number; text: string},
): Promise<string> => {
	if (address === undefined) {
		throw new Error(`${name} has no network: only a Linux guest of the lab can be asked.`);
	}

	const busybox = join(cacheFolder(), 'packages', 'bin', 'busybox');
	const argv = operatorCommand(lab, [busybox, 'nc', '-w', '5', address, String(port)], '/');
	return (await runProgram(argv, {input: text, timeoutMs: 15_000})).stdout;
};

/** Changes how fast a running Linux guest dirties memory, and the size of the memory it goes round in. */
export const setDirtyRate = async (
	lab: Lab,
	name: string,
	{dirtyMiBPerSecond, workingSetMiB}: {dirtyMiBPerSecond: number; workingSetMiB?: number},
): Promise<void> => {
	const plan = planOf(lab, name);
	const line = `${pagesIn(dirtyMiBPerSecond)} ${pagesIn(workingSetMiB ?? plan.workingSetMiB)}\n`;
	const stdout = await askGuest(lab, plan, {port: dirtyControlPort, text: line});
	if (stdout.trim() !== 'ok') {
		throw new Error(`${name} did not take its new rate: "${stdout.trim()}".`);
	}
};

/** Runs a line of shell in a Linux guest, as its root, and returns what it prints. */
export const guestShell = async (lab: Lab, name: string, line: string): Promise<string> =>
	askGuest(lab, planOf(lab, name), {port: guestShellPort, text: `${line}\n`});
