/** One test body for every pair of QEMU releases: which pairs and cases are run is the business of who calls it. */
import {readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {ringOf} from './guest-ring.js';
import {type TestLab, useLab} from './use-lab.js';
import {vmferry} from './vmferry.js';

export type PairCase = {
	readonly machine: 'pc-i440fx-5.2' | 'pc-q35-5.2';
	readonly language: 'hmp' | 'qmp';
};

/** Every machine type that all the releases know, with either monitor alone. */
export const allCases: readonly PairCase[] = (['pc-i440fx-5.2', 'pc-q35-5.2'] as const).flatMap(machine =>
	(['hmp', 'qmp'] as const).map(language => ({machine, language})),
);

/** Each machine type and each language once. */
export const fewCases: readonly PairCase[] = [
	{machine: 'pc-i440fx-5.2', language: 'hmp'},
	{machine: 'pc-q35-5.2', language: 'qmp'},
];

/** Below 9.0 TCG may lose a guest's writes while it is copied (mended by QEMU's 03bfc2188f0); vmferry says no unless told. */
const losesWrites = (version: string): boolean => Number.parseInt(version, 10) < 9;

const memoryMiB = 64;
/** Written several times over in the course of one copy. */
const ring = {dirtyMiBPerSecond: 40, workingSetMiB: 16};
const firstMiB = 2 ** 20;

const network = [
	...['-netdev', 'tap,id=net0,ifname=tap-vm01,script=/etc/qemu-ifup,downscript=no'],
	...['-device', 'e1000,netdev=net0,mac=52:54:00:12:34:56'],
];

const pairTests = (lab: () => TestLab, {from, to, machine, language}: PairCase & {from: string; to: string}): void => {
	const start = async () => {
		const options = {kind: 'boot-sector', memoryMiB, accelerator: 'tcg', extraArguments: network, ...ring} as const;
		await lab().resetGuests([{...options, machine, monitors: language}]);
		return lab().waitForTick('vm01', lab().alpha, 20);
	};

	/** Sends lines to the guest's monitor, one after the other, and gives back what it answered. */
	const typed = async (host: string, ...lines: ReadonlyArray<readonly [hmp: string, qmp: string]>): Promise<string> => {
		const input = lines.map(([hmp, qmp]) => `${language === 'hmp' ? hmp : qmp}\n`).join('');
		const outcome = await vmferry(lab(), ['monitor', `vm01@${host}`, '--yes', '--json'], input);
		expect(outcome).toMatchObject({exitCode: 0});
		return outcome.stdout;
	};

	const status = ['info status', '{"execute":"query-status"}'] as const;
	const stop = ['stop', '{"execute":"stop"}'] as const;
	const cont = ['cont', '{"execute":"cont"}'] as const;

	/** Writes the guest's memory above the first MiB to a file that `memoryOf` reads. */
	const save = (host: string) => {
		const size = (memoryMiB - 1) * firstMiB;
		const filename = `/nfs/kvm/memory-${host}`;
		const qmp = JSON.stringify({execute: 'pmemsave', arguments: {val: firstMiB, size, filename}});
		return [`pmemsave ${firstMiB} ${size} "${filename}"`, qmp] as const;
	};

	const memoryOf = async (host: string): Promise<Uint8Array> => {
		const file = join(lab().sharedFolder, `memory-${host}`);
		const memory = await readFile(file);
		await rm(file);
		return memory;
	};

	const migrate = async (...more: readonly string[]): Promise<void> => {
		const words = ['migrate', 'vm01', lab().alpha, lab().beta, '--yes', '--json', '--release', ...more];
		const outcome = await vmferry(lab(), words);
		expect(outcome).toMatchObject({exitCode: 0});
		expect(outcome.events.at(-1)).toMatchObject({event: 'result', phase: 'completed', released: true});
	};

	/** Asked of the hosts, not of vmferry: one process, on the destination, of the QEMU that is installed there. */
	const expectMoved = async (): Promise<void> => {
		expect((await lab().guests()).map(({name, host}) => [name, host])).toEqual([['vm01', lab().beta]]);
		const program = await lab().exec(lab().beta, ['sh', '-c', 'readlink "/proc/$(pgrep -x qemu-system-x86)/exe"']);
		expect(program.stdout.trim()).toBe('/usr/bin/qemu-system-x86_64');
		const listed = await vmferry(lab(), ['ls', lab().alpha, lab().beta, '--json']);
		const guests = listed.events.filter(({event}) => event === 'guest');
		expect(guests).toMatchObject([{host: lab().beta, name: 'vm01'}]);
		expect(guests[0]?.['qemuVersion']).toMatch(new RegExp(`^${to.replace('.', '\\.')}\\.`));
	};

	test(`${machine}, ${language}: a running guest goes on`, async () => {
		const before = await start();
		await migrate('--speed', '64m', ...(losesWrites(from) ? ['--accept', 'tcg-writes'] : []));
		await expectMoved();
		await lab().waitForTick('vm01', lab().beta, before.count + 20);
		expect(await typed(lab().beta, status, stop, save(lab().beta))).toContain('running');
		if (!losesWrites(from)) {
			const ticks = (await lab().lastTick('vm01', lab().beta))?.count ?? 0;
			const {writes, isEven, writesPerTick} = ringOf(await memoryOf(lab().beta), ring);
			expect(isEven).toBe(true);
			// The log ends with a whole line; what was written since then belongs to at most two more ticks.
			expect(writes).toBeGreaterThanOrEqual(ticks * writesPerTick);
			expect(writes).toBeLessThanOrEqual((ticks + 2) * writesPerTick);
		}
	});

	test(`${machine}, ${language}: a stopped guest arrives stopped, with its memory, and can go on`, async () => {
		const before = await start();
		await typed(lab().alpha, stop, save(lab().alpha));
		await migrate();
		await expectMoved();
		expect(await typed(lab().beta, status, save(lab().beta), cont)).toContain('paused');
		expect(Buffer.compare(await memoryOf(lab().beta), await memoryOf(lab().alpha))).toBe(0);
		await lab().waitForTick('vm01', lab().beta, before.count);
	});
};

/** Tests of one pair, in a lab of its own whose hosts have these releases. */
export const testPair = (from: string, to: string, cases: readonly PairCase[]): void => {
	describe(`QEMU ${from} to ${to}`, () => {
		let lab: TestLab;

		beforeAll(async () => {
			lab = await useLab({qemu: {alpha: from, beta: to}});
		});

		afterAll(async () => {
			await lab?.down();
		});

		test('each host has the QEMU that was asked for', async () => {
			for (const [host, version] of [
				[lab.alpha, from],
				[lab.beta, to],
			] as const) {
				const {stdout} = await lab.exec(host, ['qemu-system-x86_64', '--version']);
				expect(stdout).toContain(`QEMU emulator version ${version}.`);
			}
		});

		for (const each of cases) {
			pairTests(() => lab, {from, to, ...each});
		}
	});
};
