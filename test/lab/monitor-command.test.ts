import {afterAll, beforeAll, expect, test} from 'vitest';
import {type TestLab, useLab} from './support/use-lab.js';
import {startAtOperator, vmferry, vmferryCommand} from './support/vmferry.js';

let lab: TestLab;
let target: string;

beforeAll(async () => {
	lab = await useLab({guests: [{}]});
	target = `vm01@${lab.alpha}`;
});

afterAll(async () => {
	await lab?.down();
});

const monitor = (words: readonly string[], input?: string) => vmferry(lab, ['monitor', target, ...words], input);

test('one command as argument, many on standard input, and the exit code says whether QEMU did them', async () => {
	expect(await monitor(['info', 'status'])).toMatchObject({exitCode: 0, stdout: 'VM status: running\n', stderr: ''});
	const many = await monitor(['--json'], 'info name\n\nbogus\ninfo uuid\n');
	expect(many.exitCode).toBe(1);
	expect(many.events).toMatchObject([
		{event: 'reply', command: 'info name', ok: true, text: 'vm01'},
		{event: 'reply', command: 'bogus', ok: false, text: "unknown command: 'bogus'"},
		{event: 'reply', command: 'info uuid', ok: true},
	]);
	const value = await monitor(['--qmp', '--json', '{"execute": "query-name"}']);
	expect(value.events).toMatchObject([{ok: true, value: {name: 'vm01'}}]);
});

test("the article's commands work as typed, and out-of-band execution is granted", async () => {
	const speed = await monitor(['migrate_set_speed', '1g']);
	expect(speed).toMatchObject({exitCode: 0, stderr: 'sent as migrate_set_parameter max-bandwidth 1g\n'});
	const downtime = await monitor(['migrate_set_downtime', '0.5']);
	expect(downtime).toMatchObject({exitCode: 0, stderr: 'sent as migrate_set_parameter downtime-limit 500\n'});
	const set = await monitor(['--qmp', '--json', 'query-migrate-parameters']);
	expect(set.events).toMatchObject([{value: {'max-bandwidth': 1024 ** 3, 'downtime-limit': 500}}]);
	// QEMU knows the request and says why it is not the time for it: without its leave the member itself is refused.
	const pause = await monitor(['--qmp', '--json', '{"exec-oob": "migrate-pause"}']);
	expect(pause.events).toMatchObject([{ok: false, text: expect.stringContaining('postcopy')}]);
});

test('nothing dangerous is sent where nobody can be asked, nothing that changes with --read-only', async () => {
	for (const words of [
		['quit'],
		['quit', '--yes'],
		['quit', '--confirm-end', 'vm02'],
		['--qmp', '{"execute": "quit"}'],
	]) {
		expect(await monitor(words)).toMatchObject({
			exitCode: 1,
			stdout: '',
			stderr: expect.stringContaining('--confirm-end vm01'),
		});
	}

	expect(await monitor(['migrate', 'tcp:127.0.0.1:1'])).toMatchObject({
		exitCode: 1,
		stderr: expect.stringMatching(/With -d/),
	});
	expect(await monitor(['stop', '--read-only'])).toMatchObject({
		exitCode: 1,
		stderr: expect.stringMatching(/--read-only/),
	});
	expect(await monitor(['info', 'status', '--read-only'])).toMatchObject({exitCode: 0, stdout: 'VM status: running\n'});
	const moved = await vmferry(lab, ['migrate', 'vm01', lab.alpha, lab.beta, '--yes', '--read-only']);
	expect(moved.exitCode).toBe(5);
	expect(await lab.hostsOf('vm01')).toEqual([lab.alpha]);
});

test('events are told until the guest ends, which its name confirms; a taken monitor is told with its holder', async () => {
	const watcher = startAtOperator(lab, vmferryCommand(['monitor', target, '--events', '--json']));
	watcher.child.stdin.end();
	// The HMP monitor is another one. The watcher listens to QMP once it shows the first event.
	while (!watcher.stdout().includes('"STOP"')) {
		expect(await monitor(['--hmp'], 'stop\ncont\n')).toMatchObject({exitCode: 0});
	}

	const second = await monitor(['--qmp', 'query-status']);
	expect(second).toMatchObject({exitCode: 4, stderr: expect.stringMatching(/is taken by sshd\S* \(pid \d+\)/)});
	expect(await monitor(['quit', '--confirm-end', 'vm01'])).toMatchObject({exitCode: 0});
	const {exitCode, events} = await watcher.ended;
	expect(exitCode).toBe(0);
	expect(events.at(-1)).toMatchObject({
		event: 'qemu-event',
		name: 'SHUTDOWN',
		time: expect.stringMatching(/^20\d\d-.*Z$/),
	});
	expect(await lab.hostsOf('vm01')).toEqual([]);
});
