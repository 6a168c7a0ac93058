/** What is under way is found again, whoever began it, on real QEMUs. */
import {readFile} from 'node:fs/promises';
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

beforeEach(async () => {
	await lab.resetGuests([{}]);
});

const expectOnlyCopy = async (host: string, before: {readonly count: number; readonly boot: string}) => {
	expect(await lab.hostsOf('vm01')).toEqual([host]);
	const later = await lab.waitForTick('vm01', host, before.count);
	expect(later.boot).toBe(before.boot);
};

const watch = (...more: readonly string[]) => vmferry(lab, ['watch', lab.alpha, lab.beta, '--json', ...more]);

test.each([
	['live', []],
	['offline', ['--offline']],
] as const)('vmferry is killed in mid-copy, %s: watch ends the migration as it was planned', async (_, more) => {
	const before = await lab.waitForTick('vm01', lab.alpha);
	const words = ['migrate', 'vm01', lab.alpha, lab.beta, '--yes', '--json', '--release', '--speed', '24m', ...more];
	const running = startAtOperator(lab, vmferryCommand(words));
	await running.says('"phase":"pre-copy","fraction"');
	running.child.kill('SIGKILL');
	await running.ended;
	const outcome = await watch();
	expect(outcome).toMatchObject({exitCode: 0});
	expect(outcome.events.at(-1)).toMatchObject({event: 'result', phase: 'completed', released: true});
	await expectOnlyCopy(lab.beta, before);
});

test('a copy that a person began by hand is watched, and cancelled by ctrl-c', async () => {
	const before = await lab.waitForTick('vm01', lab.alpha);
	const [source] = (await lab.guests()).filter(({host}) => host === lab.alpha);
	const commandLine = (await readFile(`/proc/${source?.pid}/cmdline`, 'utf8')).split('\0').slice(0, -1);
	await lab.exec(lab.beta, [...commandLine, '-incoming', 'tcp:0:4449']);
	for (const line of ['migrate_set_parameter max-bandwidth 4M', `migrate -d tcp:${lab.addresses[lab.beta]}:4449`]) {
		expect(await vmferry(lab, ['monitor', `vm01@${lab.alpha}`, line])).toMatchObject({exitCode: 0});
	}

	const running = startAtOperator(lab, vmferryCommand(['watch', lab.alpha, lab.beta, '--json']));
	await running.says('"phase":"pre-copy","fraction"');
	running.child.kill('SIGINT');
	const outcome = await running.ended;
	expect(outcome.exitCode).toBe(7);
	await expectOnlyCopy(lab.alpha, before);
});

test('where nothing is under way, watch says so', async () => {
	await lab.waitForTick('vm01', lab.alpha);
	const outcome = await watch();
	expect(outcome.exitCode).toBe(4);
	expect(outcome.stdout).toContain('No migration is under way');
});
