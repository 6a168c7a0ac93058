import {afterAll, beforeAll, expect, test} from 'vitest';
import {type TestLab, useLab} from './support/use-lab.js';

let lab: TestLab;
beforeAll(async () => {
	lab = await useLab({guests: [{}, {name: 'boot01', kind: 'boot-sector', telnetPort: 4445}]});
});
afterAll(async () => {
	await lab?.down();
});

test('the Linux guest answers the operator’s ping', async () => {
	const {stdout} = await lab.operator(['ping', '-c', '3', '-i', '0.2', lab.plan('vm01').address ?? '']);
	expect(stdout).toContain('3 received, 0% packet loss');
});

test('the Linux guest’s uptime goes on, in one boot', async () => {
	const first = await lab.waitForTick('vm01', lab.alpha);
	const later = await lab.waitForTick('vm01', lab.alpha, first.count + 0.5);
	expect(later.boot).toBe(first.boot);
	expect(first.boot).toMatch(/^[\da-f]{8}$/);
});

test('the boot sector counts without a gap', async () => {
	await lab.waitForTick('boot01', lab.alpha, 20);
	const text = await lab.guestConsole('boot01', lab.alpha);
	const counts = text.split('\n').slice(0, 20);
	expect(counts).toEqual(counts.map((_, index) => (index + 1).toString(16).toUpperCase().padStart(8, '0')));
});

test('the guests offer their monitors where the command line says', async () => {
	const {stdout} = await lab.exec(lab.alpha, ['ss', '-Hlnt', 'src', '127.0.0.1']);
	expect(stdout).toContain('127.0.0.1:4444');
	expect(stdout).toContain('127.0.0.1:4445');
	await lab.exec(lab.alpha, ['test', '-S', '/run/vm01.qmp']);
});

test('a guest is QEMU as an administrator would have typed it, and outlives who started it', async () => {
	const guests = await lab.guests();
	expect(guests.map(({name, host, incoming}) => ({name, host, incoming}))).toEqual([
		{name: 'vm01', host: lab.alpha, incoming: false},
		{name: 'boot01', host: lab.alpha, incoming: false},
	]);
	expect(guests[0]?.argv.join(' ')).toContain('-machine pc');
	const {stdout} = await lab.exec(lab.alpha, ['ps', '-C', 'qemu-system-x86', '-o', 'ppid=']);
	expect(stdout.trim().split(/\s+/)).toEqual(['1', '1']);
});

test('the Linux guest takes another dirty rate while it runs', async () => {
	await lab.setDirtyRate('vm01', 12, 32);
	const pages = await lab.guestShell('vm01', 'hexdump -e "2/4 \\"%d \\"" /run/dirty');
	expect(pages).toBe('3072 8192');
});
