// A lab for a test file: up before its tests, down after them, guests as asked.
import {
	type GuestOptions,
	type GuestPlan,
	guestConsole,
	guestShell,
	guestTicks,
	hostCommand,
	type Lab,
	type LabStorage,
	labDown,
	labUp,
	operatorCommand,
	type ProgramResult,
	type RunningGuest,
	runningGuests,
	runProgram,
	setDirtyRate,
	sshFilesOf,
	startGuest,
	stopGuest,
	waitUntil,
} from '../../../source/lab/index.js';
import {giveSuffixBack, takeSuffix} from './free-suffix.js';

export type TestLabOptions = {
	/** A number that no other run has, unless given. */
	suffix?: string;
	storage?: LabStorage;
	/** QEMU's version by host (alpha, beta), where it is not to be the machine's. */
	qemu?: Readonly<Record<string, string>>;
	guests?: readonly GuestOptions[];
};

type RunOptions = {input?: string; timeoutMs?: number; env?: Record<string, string | undefined>};

const testLab = (lab: Lab, end: () => Promise<void>) => {
	const {layout} = lab;
	const plan = (name: string): GuestPlan => {
		const found = lab.state.guests[name];
		if (!found) {
			throw new Error(`This lab has no guest ${name}.`);
		}

		return found;
	};

	/** The hosts where there is a QEMU process of this name, whatever its run state. */
	const hostsOf = async (name: string): Promise<string[]> =>
		(await runningGuests(lab)).filter(guest => guest.name === name).map(({host}) => host);

	/** Newest tick on a host, or on the host whose log is newest in the guest's own time. */
	const lastTick = async (name: string, host?: string) => {
		const hosts =
			host === undefined ? layout.hosts.filter(({role}) => role === 'hypervisor').map(each => each.name) : [host];
		const ticks = await Promise.all(hosts.map(async each => guestTicks(lab, plan(name), each).catch(() => [])));
		return ticks
			.map(list => list.at(-1))
			.filter(tick => tick !== undefined)
			.sort((a, b) => b.count - a.count)[0];
	};

	return {
		lab,
		suffix: layout.suffix,
		folder: layout.folder,
		/** Host names: alpha and beta with the lab's suffix. */
		alpha: layout.hosts[0]?.name ?? '',
		beta: layout.hosts[1]?.name ?? '',
		addresses: Object.fromEntries(layout.hosts.map(({name, address}) => [name, address])),
		operatorAddress: layout.operatorAddress,
		/** First three bytes of the lab's network, dotted. */
		network: layout.network,
		/** For `ssh -F`; names the key and the known hosts, which also lie at identityPath and knownHostsPath. */
		sshConfigPath: sshFilesOf(layout).configPath,
		identityPath: sshFilesOf(layout).identityPath,
		knownHostsPath: sshFilesOf(layout).knownHostsPath,
		/** The folder on this machine that is /nfs/kvm on the hosts. */
		sharedFolder: `${layout.folder}/nfs-kvm`,
		plan,
		/** Runs a command as a host's root, without ssh. Rejects when it fails. */
		exec: async (host: string, argv: readonly string[], options: RunOptions = {}): Promise<ProgramResult> =>
			runProgram(hostCommand(lab, host, argv), options),
		/** Runs a command where the operator sits. Rejects when it fails. */
		operator: async (argv: readonly string[], options: RunOptions = {}): Promise<ProgramResult> =>
			runProgram(operatorCommand(lab, argv), options),
		/** The argument arrays themselves, for a test that spawns (a pseudo-terminal, a long ping). */
		operatorCommand: (argv: readonly string[]): string[] => operatorCommand(lab, argv),
		hostCommand: (host: string, argv: readonly string[]): string[] => hostCommand(lab, host, argv),
		startGuest: async (options: GuestOptions = {}): Promise<GuestPlan> => startGuest(lab, options),
		stopGuest: async (name: string): Promise<void> => stopGuest(lab, name),
		setDirtyRate: async (name: string, dirtyMiBPerSecond: number, workingSetMiB?: number): Promise<void> =>
			setDirtyRate(lab, name, {dirtyMiBPerSecond, ...(workingSetMiB === undefined ? {} : {workingSetMiB})}),
		/** Runs a line of shell in a Linux guest and resolves to what it prints. */
		guestShell: async (name: string, line: string): Promise<string> => guestShell(lab, name, line),
		/** Every QEMU on the hosts, by whoever started. */
		guests: async (): Promise<RunningGuest[]> => runningGuests(lab),
		hostsOf,
		lastTick,
		/** Seconds since a Linux guest's start (a boot sector: ticks), as last written on a host or on either of them. */
		guestUptime: async (name: string, host?: string): Promise<number | undefined> =>
			(await lastTick(name, host))?.count,
		guestConsole: async (name: string, host: string): Promise<string> => guestConsole(lab, plan(name), host),
		/** Waits until a guest has written a tick on a host that is newer than `after`. Resolves to it. */
		waitForTick: async (name: string, host: string, after = 0) =>
			waitUntil(
				async () => {
					const tick = await lastTick(name, host);
					return tick && tick.count > after ? tick : undefined;
				},
				{what: `${name} to go on ticking on ${host}`, timeoutMs: 30_000, intervalMs: 100},
			),
		/** Ends every guest and starts those asked for: a clean state between two tests in one lab. */
		resetGuests: async (guests: readonly GuestOptions[]): Promise<void> => {
			for (const name of new Set((await runningGuests(lab)).map(guest => guest.name))) {
				await stopGuest(lab, name);
			}

			for (const options of guests) {
				await startGuest(lab, options);
			}
		},
		down: end,
	};
};

export type TestLab = ReturnType<typeof testLab>;

/**
Brings up a lab for tests. The caller takes it down in `afterAll(() => lab.down())`; a run that is killed before is cleaned
up by the next one.
*/
export const useLab = async (options: TestLabOptions = {}): Promise<TestLab> => {
	const suffix = options.suffix ?? (await takeSuffix());
	const end = async (): Promise<void> => {
		await labDown({suffix});
		await giveSuffixBack(suffix);
	};

	try {
		const lab = await labUp({
			suffix,
			...(options.storage ? {storage: options.storage} : {}),
			...(options.qemu ? {qemu: options.qemu} : {}),
		});
		for (const guest of options.guests ?? []) {
			await startGuest(lab, guest);
		}

		return testLab(lab, end);
	} catch (error) {
		await end();
		throw error;
	}
};
