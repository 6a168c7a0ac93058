import {access, readFile} from 'node:fs/promises';
import {afterEach, expect, test} from 'vitest';
import {
	type Lab,
	labDown,
	labStatus,
	labUp,
	operatorCommand,
	runningGuests,
	runProgram,
	startGuest,
} from '../../source/lab/index.js';
import {allPids, endProcesses, namespaceOf, processesMarked} from '../../source/lab/processes.js';
import {giveSuffixBack, takeSuffix} from './support/free-suffix.js';

const taken: string[] = [];

const up = async (): Promise<Lab> => {
	const suffix = await takeSuffix();
	taken.push(suffix);
	return labUp({suffix});
};

afterEach(async () => {
	for (const suffix of taken.splice(0)) {
		await labDown({suffix});
		await giveSuffixBack(suffix);
	}
});

const kinds = ['net', 'pid', 'mnt'] as const;

const namespacesOf = async (pids: readonly number[]): Promise<Set<string>> => {
	const names = await Promise.all(pids.flatMap(pid => kinds.map(async kind => namespaceOf(pid, kind))));
	return new Set(names.filter(name => name !== undefined));
};

/** The lab's namespaces: those of its first processes, less the machine's own. */
const labNamespaces = async ({state}: Lab): Promise<string[]> => {
	const first = [state.operator, ...Object.values(state.hosts)].map(identity => identity?.pid ?? 0);
	const machine = await namespacesOf([process.pid]);
	return [...(await namespacesOf(first))].filter(name => !machine.has(name));
};

const machineAddresses = async (): Promise<string> => (await runProgram(['ip', '-o', 'addr'])).stdout;
const machineMounts = async (): Promise<string> => readFile('/proc/self/mountinfo', 'utf8');

const expectNothingLeft = async (lab: Lab, namespaces: readonly string[]): Promise<void> => {
	expect(await processesMarked(lab.layout.marker)).toEqual([]);
	const alive = await namespacesOf(await allPids());
	expect(namespaces.filter(name => alive.has(name))).toEqual([]);
	await expect(access(lab.layout.folder)).rejects.toThrow('ENOENT');
};

test('up twice is harmless: the same processes, the same guest', async () => {
	const lab = await up();
	const guest = await startGuest(lab, {name: 'boot01', kind: 'boot-sector'});
	const before = await runningGuests(lab);
	const again = await labUp({suffix: lab.layout.suffix});
	await startGuest(again, {name: 'boot01', kind: 'boot-sector'});
	expect(again.state).toEqual(lab.state);
	expect(await runningGuests(again)).toEqual(before);
	expect(guest.host).toBe(before[0]?.host);
});

test('up mends a lab of which one host was killed', async () => {
	const lab = await up();
	const [alpha, beta] = lab.layout.hosts.map(({name}) => name);
	await endProcesses([lab.state.hosts[beta ?? '']?.pid ?? 0]);
	expect((await labStatus({suffix: lab.layout.suffix})).state).toBe('partly');
	const mended = await labUp({suffix: lab.layout.suffix});
	expect(mended.state.hosts[alpha ?? '']).toEqual(lab.state.hosts[alpha ?? '']);
	const {stdout} = await runProgram(operatorCommand(mended, ['ssh', beta ?? '', 'hostname']));
	expect(stdout).toBe(`${beta}\n`);
});

test('the machine’s own addresses and mounts are not touched', async () => {
	const [addresses, mounts] = [await machineAddresses(), await machineMounts()];
	const lab = await up();
	await startGuest(lab, {name: 'boot01', kind: 'boot-sector'});
	expect(await machineAddresses()).toBe(addresses);
	expect(await machineMounts()).toBe(mounts);
	// Whatever of the lab listens does so in a network that is not the machine's.
	const machine = await namespaceOf(process.pid, 'net');
	const pids = await processesMarked(lab.layout.marker);
	expect(pids.length).toBeGreaterThan(5);
	expect(await Promise.all(pids.map(async pid => namespaceOf(pid, 'net')))).not.toContain(machine);
	await labDown({suffix: lab.layout.suffix});
	expect(await machineAddresses()).toBe(addresses);
	expect(await machineMounts()).toBe(mounts);
});

test('down leaves nothing', async () => {
	const lab = await up();
	await startGuest(lab, {name: 'boot01', kind: 'boot-sector'});
	const namespaces = await labNamespaces(lab);
	expect(namespaces).toHaveLength(8);
	expect(await labDown({suffix: lab.layout.suffix})).toBe(true);
	await expectNothingLeft(lab, namespaces);
	expect(await labDown({suffix: lab.layout.suffix})).toBe(false);
});

test('down leaves nothing after every process of the lab was killed', async () => {
	const lab = await up();
	await startGuest(lab, {name: 'boot01', kind: 'boot-sector'});
	const namespaces = await labNamespaces(lab);
	await endProcesses(await processesMarked(lab.layout.marker));
	expect(await labDown({suffix: lab.layout.suffix})).toBe(true);
	await expectNothingLeft(lab, namespaces);
});

test('down ends what was started in the operator’s namespace, with or without the lab’s mark', async () => {
	const lab = await up();
	const script = 'exec sleep 1000 > /dev/null 2>&1';
	await runProgram(operatorCommand(lab, ['env', '-i', '/usr/bin/setsid', '--fork', '/bin/sh', '-c', script]));
	const namespaces = await labNamespaces(lab);
	await labDown({suffix: lab.layout.suffix});
	await expectNothingLeft(lab, namespaces);
});

test('two labs run side by side, and one goes without the other', async () => {
	const [first, second] = [await up(), await up()];
	expect(first.layout.network).not.toBe(second.layout.network);
	await labDown({suffix: first.layout.suffix});
	const beta = second.layout.hosts[1]?.name ?? '';
	const {stdout} = await runProgram(operatorCommand(second, ['ssh', beta, 'hostname']));
	expect(stdout).toBe(`${beta}\n`);
	expect((await labStatus({suffix: first.layout.suffix})).state).toBe('down');
	expect((await labStatus({suffix: second.layout.suffix})).state).toBe('up');
});

test('two ups at the same time make one lab', async () => {
	const suffix = await takeSuffix();
	taken.push(suffix);
	const [first, second] = await Promise.all([labUp({suffix}), labUp({suffix})]);
	expect(first?.state).toEqual(second?.state);
	const running = (await processesMarked(first?.layout.marker ?? '')).length;
	// A holder and its sleep for the operator; unshare, tini, a shell, its sleep and sshd's mark-less self for each host.
	expect(running).toBe(2 + 2 * 4);
});
