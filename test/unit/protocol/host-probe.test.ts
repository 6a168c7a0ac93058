import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {hostname} from 'node:os';
import fc from 'fast-check';
import {afterEach, describe, expect, test} from 'vitest';
import type {HostReport} from '../../../source/protocol/facts.js';
import {createHostProbeCodec, type HostProbeOutput} from '../../../source/protocol/host-probe/host-probe-codec.js';
import {readListener} from '../../../source/protocol/host-probe/listeners.js';
import {hostProbeScript} from '../../../source/protocol/host-probe/script.js';

const nonceOf = (index: number) => `n${String(index).padStart(24, '0')}`;
const children: ChildProcess[] = [];

afterEach(async () => {
	for (const child of children.splice(0)) {
		if (child.exitCode !== null || child.signalCode !== null) continue;
		child.kill('SIGKILL');
		await once(child, 'exit');
	}
});

/** A process that waits and that looks, by its arguments, like QEMU. It has executed when it answers. */
async function startFake(argv0: string, rest: readonly string[]): Promise<number> {
	const child = spawn('/bin/sh', ['-c', 'echo started; read -r line', ...rest], {argv0, cwd: '/usr'});
	children.push(child);
	await once(child.stdout, 'data');
	return child.pid ?? -1;
}

function startProbe(command: string, args: readonly string[], uid?: number) {
	const child = spawn(command, [...args, '-c', hostProbeScript], {
		uid,
		env: {...process.env, SSH_CONNECTION: '192.0.2.1 50000 192.0.2.45 22'},
	});
	children.push(child);
	const codec = createHostProbeCodec();
	const received: HostProbeOutput[] = [];
	let errors = '';
	let wake = () => {};
	child.stderr.on('data', (chunk: Buffer) => {
		errors += chunk.toString();
	});
	child.stdout.on('data', (chunk: Buffer) => {
		received.push(...codec.receive(chunk));
		wake();
	});
	let requests = 0;
	return {
		errors: () => errors,
		async ask(kind: 'full' | 'tick'): Promise<HostReport> {
			child.stdin.write(codec.request(kind, nonceOf(requests++)));
			while (received.length === 0) {
				await new Promise<void>(resolve => {
					wake = resolve;
				});
			}
			const output = received.shift();
			if (output?.kind !== 'report') throw new Error(output?.reason);
			return output.report;
		},
		async end() {
			child.stdin.end();
			const [code] = await once(child, 'exit');
			return Number(code);
		},
	};
}

const odd = [
	'-name',
	'a b',
	"it's",
	'"x"',
	'two\nlines',
	'\u001B[31m',
	'$(id) `id`',
	'grün 日本',
	'',
	'\n/x/qemu-kvm y',
];
const shells = [
	['/bin/dash', []],
	['/bin/bash', []],
	['/usr/bin/busybox', ['ash']],
] as const;
const users = process.getuid?.() === 0 ? [undefined, 65_534] : [undefined];
const here = shells
	.filter(([path]) => existsSync(path))
	.flatMap(([path, args]) => users.map(uid => ({path, args, uid})));

describe.each(here)('the probe under $path as user $uid', ({path, args, uid}) => {
	test('tells the host and each QEMU with its exact arguments', async () => {
		const pid = await startFake('qemu-system-x86_64', odd);
		const kvm = await startFake('/opt/qemu/bin/kvm', ['-m', '512']);
		const image = await startFake('qemu-img', ['convert']);
		const script = await startFake('/usr/bin/perl', ['a\nqemu-system-x86_64 -m 1']);
		const probe = startProbe(path, args, uid);
		const {host, load, processes} = await probe.ask('full');
		expect(probe.errors()).toBe('');
		expect(host).toMatchObject({
			hostName: hostname(),
			userId: uid ?? process.getuid?.(),
			kernel: expect.stringMatching(/^Linux \S+/),
			operatingSystem: expect.stringMatching(/\S/),
			cpuCount: expect.any(Number),
			sshServerAddress: '192.0.2.45',
			sessionProcessId: process.pid,
			pageSizeBytes: 4096,
			clockTicksPerSecond: 100,
		});
		expect(Math.abs((host?.epochSeconds ?? 0) - Date.now() / 1000)).toBeLessThan(60);
		expect(host?.cpuFlags.length).toBeGreaterThan(5);
		expect(host?.networkInterfaces).toContainEqual(expect.objectContaining({name: 'lo', isBridge: false}));
		expect(load.memoryAvailableBytes).toBeLessThanOrEqual(load.memoryTotalBytes);

		const found = new Map(processes.map(process => [process.pid, process]));
		expect(found.get(pid)).toMatchObject({
			commandLine: ['qemu-system-x86_64', '-c', 'echo started; read -r line', ...odd],
			uid: process.getuid?.(),
			processState: 'S',
		});
		expect(found.get(pid)?.residentBytes).toBeGreaterThan(100_000);
		// Only the owner and root may read these.
		expect(found.get(pid)?.workingDirectory).toBe(uid === undefined ? '/usr' : undefined);
		expect(found.get(pid)?.executable).toEqual(uid === undefined ? expect.stringMatching(/sh$/) : undefined);
		expect(found.has(kvm)).toBe(true);
		expect(found.has(image)).toBe(false);
		expect(found.has(script)).toBe(false);
		expect(await probe.end()).toBe(0);
	});

	test('a tick sees who came and who went, and repeats what it knew', async () => {
		const first = await startFake('qemu-kvm', odd);
		const probe = startProbe(path, args, uid);
		const before = await probe.ask('full');
		const second = await startFake('/usr/bin/qemu-system-x86_64', ['-S']);
		const [child] = children;
		const after = await probe.ask('tick');
		expect(after.host).toBeUndefined();
		const known = (report: HostReport, pid: number) => report.processes.find(process => process.pid === pid);
		expect(known(after, first)).toMatchObject({
			commandLine: known(before, first)?.commandLine,
			startTimeTicks: known(before, first)?.startTimeTicks,
		});
		expect(known(after, second)?.commandLine.at(-1)).toBe('-S');
		child?.kill('SIGKILL');
		if (child) await once(child, 'exit');
		const last = await probe.ask('tick');
		expect(known(last, first)).toBeUndefined();
		expect(known(last, second)).toEqual(expect.objectContaining({pid: second}));
		expect(probe.errors()).toBe('');
	});
});

test('the script is ASCII, since it travels with its length in bytes', () => {
	expect(hostProbeScript).toMatch(/^[\t\n -~]*$/);
});

const separator = '11111111-2222-4333-8444-555555555555\n';
const statOf = (pid: number, start: number) =>
	`${pid} (a) b) S 1 1 1 0 -1 4194560 1 0 0 0 30 12 0 0 20 0 1 0 ${start} 1000 250 18446744073709551615 1 1\n`;
const loadPart = ['0.42 0.1 0.1 1/99 7\n', '1234.5 2000.1\n', 'MemTotal: 1000 kB\nMemAvailable: 400 kB\n'];

function dynamicsPart(nonce: string, stats: ReadonlyArray<readonly [pid: number, text: string]>): string {
	const frames = [...stats.map(([, text]) => text), ...loadPart];
	const pids = stats.map(([pid]) => ` ${pid}`).join('');
	return `\n${nonce} stat${pids}\n${frames.map(frame => separator + frame).join('')}${separator}`;
}

const hostPart = (nonce: string) =>
	`\n${nonce} id\nuid 0\nkernel Linux 6.1 #1 x86_64\nepoch 5\nssh \nparent 7\nhostname alpha\nticks 100\npage 65536\nkvm writable\n`;
const staticPart = (nonce: string, pid: number, commandLine: string) =>
	`\n${nonce} cmdline ${pid}\n${commandLine}\n${nonce} links ${pid}\nl /proc/${pid}/exe -> /usr/bin/qemu-kvm (deleted)\n\n${nonce} uid ${pid}\n107\n`;
const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'utf8'));

function answer(codec = createHostProbeCodec()) {
	const nonce = nonceOf(0);
	expect(codec.request('tick', nonce)).toBe(`full ${nonce}\n`);
	const text = `noise\n${hostPart(nonce)}${staticPart(nonce, 7, 'kvm\0-m\x001\0')}${dynamicsPart(nonce, [[7, statOf(7, 900)]])}\n${nonce} end\n`;
	return {codec, text};
}

test('memory is counted in the host’s own pages, and a process with another start is another process', () => {
	const {codec, text} = answer();
	expect(codec.receive(bytes(text))).toMatchObject([
		{
			kind: 'report',
			report: {
				host: {hostName: 'alpha', kvmWritable: true, pageSizeBytes: 65_536},
				load: {loadAverage1: 0.42, uptimeSeconds: 1234.5, memoryTotalBytes: 1_024_000, memoryAvailableBytes: 409_600},
				processes: [
					{
						pid: 7,
						startTimeTicks: 900,
						commandLine: ['kvm', '-m', '1'],
						uid: 107,
						executable: '/usr/bin/qemu-kvm (deleted)',
						processState: 'S',
						cpuTicks: 42,
						residentBytes: 250 * 65_536,
					},
				],
			},
		},
	]);
	const nonce = nonceOf(1);
	expect(codec.request('tick', nonce)).toBe(`tick ${nonce}\n`);
	const reused = `${dynamicsPart(nonce, [[7, statOf(7, 5000)]])}\n${nonce} end\n`;
	expect(codec.receive(bytes(reused))).toMatchObject([{kind: 'report', report: {processes: []}}]);
	expect(codec.request('tick', nonceOf(2))).toMatch(/^full /);
});

test.each([
	['no process list', (nonce: string) => hostPart(nonce)],
	['a frame too many', (nonce: string) => dynamicsPart(nonce, [[7, statOf(7, 1)]]).replace(' stat 7', ' stat')],
	['a frame too few', (nonce: string) => dynamicsPart(nonce, []).replace(' stat', ' stat 7')],
	['an embedded separator', (nonce: string) => dynamicsPart(nonce, [[7, `7 (${separator}) S`]])],
	['no memory', (nonce: string) => dynamicsPart(nonce, []).replace('MemTotal', 'Mem')],
])('an answer with %s is a problem, not an exception', (_name, part) => {
	const codec = createHostProbeCodec();
	const nonce = nonceOf(0);
	codec.request('full', nonce);
	expect(codec.receive(bytes(`${part(nonce)}\n${nonce} end\n`))).toEqual([
		{kind: 'problem', reason: expect.stringMatching(/cannot be read/)},
	]);
	expect(codec.request('tick', nonceOf(1))).toMatch(/^full /);
});

test('a command line cannot pretend to be a section of another answer', () => {
	const codec = createHostProbeCodec();
	const nonce = nonceOf(0);
	codec.request('full', nonce);
	const forged = `kvm\0\n${nonceOf(9)} end\n\n${nonceOf(9)} cmdline 1\nkvm\0`;
	const text = `${hostPart(nonce)}${staticPart(nonce, 7, forged)}${dynamicsPart(nonce, [[7, statOf(7, 9)]])}\n${nonce} end\n`;
	expect(codec.receive(bytes(text))).toMatchObject([
		{report: {processes: [{pid: 7, commandLine: forged.slice(0, -1).split('\0')}]}},
	]);
});

test('an endless answer is given up at the limit', () => {
	const codec = createHostProbeCodec({limitBytes: 1000});
	codec.request('full', nonceOf(0));
	expect(codec.receive(new Uint8Array(5000))).toEqual([{kind: 'problem', reason: expect.stringMatching(/larger/)}]);
});

test('the same report however the bytes were cut', () => {
	const {codec: first, text} = answer();
	const whole = first.receive(bytes(text));
	const all = bytes(text);
	for (let cut = 0; cut <= all.length; cut++) {
		const {codec} = answer();
		expect([...codec.receive(all.subarray(0, cut)), ...codec.receive(all.subarray(cut))]).toEqual(whole);
	}
});

test('any bytes: no exception', () => {
	const {text} = answer();
	fc.assert(
		fc.property(fc.nat(text.length), fc.nat(40), fc.uint8Array({maxLength: 40}), (at, length, replacement) => {
			const {codec} = answer();
			const original = bytes(text);
			codec.receive(original.subarray(0, at));
			codec.receive(replacement);
			expect(codec.receive(original.subarray(at + length)).length).toBeLessThanOrEqual(1);
		}),
		{numRuns: 1000},
	);
});

test.each([
	['   0: 0100007F:115C 00000000:0000 0A 0', '127.0.0.1', 4444],
	['   1: 00000000:0016 00000000:0000 0A 0', '0.0.0.0', 22],
	['   2: 00000000000000000000000000000000:0016 0:0000 0A', '::', 22],
	['   3: 00000000000000000000000001000000:0016 0:0000 0A', '::1', 22],
	['   4: 0000000000000000FFFF00000100007F:1F90 0:0000 0A', '::ffff:127.0.0.1', 8080],
	['   5: B80D0120000001000000000001000000:01BB 0:0000 0A', '2001:db8:1::1', 443],
] as const)('%s listens on %s port %d', (line, address, port) => {
	expect(readListener(line)).toEqual({address, port});
});
