/** Every way of moving a guest but the usual one, on real QEMUs: offline and post-copy. */
import process from 'node:process';
import {afterAll, beforeAll, beforeEach, expect, test} from 'vitest';
import {type TestLab, useLab} from './support/use-lab.js';
import {startAtOperator, vmferry, vmferryCommand} from './support/vmferry.js';

let lab: TestLab;

beforeAll(async () => {
	lab = await useLab();
});

afterAll(async () => {
	await lab?.down();
});

/** Dirties more than the link of these tests takes, so that a pre-copy never ends by itself. */
const restless = {dirtyMiBPerSecond: 60, workingSetMiB: 64};
const slow = ['--speed', '24m', '--downtime-limit', '50'];

beforeEach(async () => {
	await lab.resetGuests([restless]);
});

const words = (from: string, to: string, more: readonly string[]) => [
	'migrate',
	'vm01',
	from,
	to,
	'--yes',
	'--json',
	'--release',
	...more,
];

const expectOnlyCopy = async (host: string, before: {readonly count: number; readonly boot: string}) => {
	expect(await lab.hostsOf('vm01')).toEqual([host]);
	const later = await lab.waitForTick('vm01', host, before.count);
	expect(later.boot).toBe(before.boot);
};

const phasesOf = (events: ReadonlyArray<Readonly<Record<string, unknown>>>) =>
	events.filter(({event}) => event === 'phase').map(({phase}) => phase);

test('offline there and back: the guest stands still, moves, and counts on', async () => {
	const before = await lab.waitForTick('vm01', lab.alpha);
	const there = await vmferry(lab, words(lab.alpha, lab.beta, ['--offline']));
	expect(there).toMatchObject({exitCode: 0});
	// A guest that stands still is sent in one pass; what follows finds nothing, where a running one dirties 60 MiB a second.
	expect(Number(there.events.at(-1)?.['passes'])).toBeLessThanOrEqual(3);
	await expectOnlyCopy(lab.beta, before);
	const arrived = await lab.waitForTick('vm01', lab.beta);
	expect(await vmferry(lab, words(lab.beta, lab.alpha, ['--offline']))).toMatchObject({exitCode: 0});
	await expectOnlyCopy(lab.alpha, arrived);
});

test('offline, cancelled in mid-copy: the guest goes on at its source', async () => {
	const before = await lab.waitForTick('vm01', lab.alpha);
	const running = startAtOperator(lab, vmferryCommand(words(lab.alpha, lab.beta, ['--offline', '--speed', '4m'])));
	await running.says('"phase":"pre-copy","fraction"');
	running.child.kill('SIGINT');
	expect(await running.ended).toMatchObject({exitCode: 7});
	await expectOnlyCopy(lab.alpha, before);
});

test('post-copy after the first pass, there and back, of a guest that a pre-copy would never move', async () => {
	const before = await lab.waitForTick('vm01', lab.alpha);
	const there = await vmferry(lab, words(lab.alpha, lab.beta, ['--post-copy', 'first-pass', ...slow]));
	expect(there).toMatchObject({exitCode: 0});
	expect(phasesOf(there.events)).toContain('post-copy');
	await expectOnlyCopy(lab.beta, before);
	const arrived = await lab.waitForTick('vm01', lab.beta);
	const back = await vmferry(lab, words(lab.beta, lab.alpha, ['--post-copy', 'first-pass', ...slow]));
	expect(back).toMatchObject({exitCode: 0});
	await expectOnlyCopy(lab.alpha, arrived);
});

test('post-copy where the verdict says that the copy will not end', async () => {
	const before = await lab.waitForTick('vm01', lab.alpha);
	const outcome = await vmferry(lab, words(lab.alpha, lab.beta, ['--post-copy', 'needed', ...slow]));
	expect(outcome).toMatchObject({exitCode: 0});
	expect(phasesOf(outcome.events)).toContain('post-copy');
	await expectOnlyCopy(lab.beta, before);
});

test('a destination that is killed in post-copy takes the guest along, and the old source is not continued', async () => {
	await lab.waitForTick('vm01', lab.alpha);
	const running = startAtOperator(
		lab,
		vmferryCommand(words(lab.alpha, lab.beta, ['--post-copy', 'first-pass', '--speed', '8m'])),
	);
	await running.says('"phase":"post-copy"');
	const killed = (await lab.guests()).find(({host}) => host === lab.beta);
	process.kill(killed?.pid ?? 0, 'SIGKILL');
	const outcome = await running.ended;
	expect(outcome.exitCode).toBe(6);
	expect(outcome.events.at(-1)).toMatchObject({kind: 'post-copy-lost'});
	expect(JSON.stringify(outcome.events.at(-1))).toContain(`on ${lab.beta} ended in post-copy`);
	const status = await vmferry(lab, ['monitor', `vm01@${lab.alpha}`, 'info status']);
	expect(status.stdout).not.toContain('running');
});
