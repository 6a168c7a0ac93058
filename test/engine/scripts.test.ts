/** The scripts that run on hosts, in real shells; the fake hosts only play them. */
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import net from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest';
import {monitorHolderScript} from '../../source/engine/hosts/monitor-holder-script.js';
import {
	forgetLaunchScript,
	launchOutputScript,
	launchScript,
	leftPlansScript,
	lookScript,
	processScript,
	signalScript,
} from '../../source/engine/hosts/scripts.js';

const shells = [['/bin/dash'], ['/bin/bash', '--posix'], ['/usr/bin/busybox', 'ash']].filter(([file]) =>
	existsSync(file ?? ''),
);

let folder: string;
const children: ChildProcess[] = [];

beforeAll(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'vmferry-scripts-'));
});

afterEach(() => {
	for (const child of children.splice(0)) {
		child.kill('SIGKILL');
	}
});

afterAll(() => {
	rmSync(folder, {recursive: true, force: true});
});

const startSleeper = async (): Promise<{pid: number; startTimeTicks: string; child: ChildProcess}> => {
	const child = spawn('/bin/sh', ['-c', 'echo ready; read line'], {stdio: ['pipe', 'pipe', 'ignore']});
	children.push(child);
	await once(child.stdout ?? child, 'data');
	const pid = child.pid ?? 0;
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return {pid, startTimeTicks: fields[19] ?? '', child};
};

const until = async (condition: () => boolean): Promise<void> => {
	while (!condition()) {
		await new Promise(resolve => {
			setTimeout(resolve, 2);
		});
	}
};

describe.each(shells)('in %s %s', (file, flag) => {
	/** As the transport runs them: the parameters are set in front of the script. */
	const run = async (script: string, ...words: string[]): Promise<{stdout: string; exitCode: number | null}> => {
		const child = spawn(file ?? '', [...(flag === undefined ? [] : [flag]), '-c', script, 'sh', ...words], {
			stdio: ['ignore', 'pipe', 'pipe'],
			env: {...process.env, XDG_RUNTIME_DIR: folder},
		});
		let stdout = '';
		child.stdout.on('data', chunk => {
			stdout += String(chunk);
		});
		const [exitCode] = (await once(child, 'close')) as [number | null];
		return {stdout, exitCode};
	};

	const launch = async (...commandLine: string[]): Promise<string> => {
		const {stdout, exitCode} = await run(launchScript, '/', '{}', ...commandLine);
		expect(exitCode).toBe(0);
		return stdout.trim();
	};

	test('a program that fails leaves its words and its exit code, until they are forgotten', async () => {
		const kept = await launch('/bin/sh', '-c', 'echo "out it\'s"; echo words >&2; exit 3');
		await until(() => existsSync(path.join(kept, 'exit')));
		expect(await run(launchOutputScript, kept)).toMatchObject({stdout: "3\nout it's\nwords\n", exitCode: 0});
		await run(forgetLaunchScript, kept);
		expect(existsSync(kept)).toBe(false);
		expect(await run(launchOutputScript, kept)).toMatchObject({exitCode: 93});
	});

	test('a program that ends in order takes its folder with it', async () => {
		const kept = await launch('/bin/sh', '-c', 'exit 0');
		await until(() => !existsSync(kept));
	});

	test('a daemon, whose first process ends in order, leaves its plan until that is forgotten', async () => {
		const ran = path.join(folder, `ran-${path.basename(file ?? '')}`);
		const kept = await launch('/bin/sh', '-c', ': >"$0"', ran, '-daemonize');
		await until(() => existsSync(ran) && !existsSync(path.join(kept, 'output')));
		expect(await run(launchOutputScript, kept)).toMatchObject({exitCode: 93});
		expect((await run(leftPlansScript)).stdout).toContain(`${kept}\n{}\n`);
		await run(forgetLaunchScript, kept);
		expect((await run(leftPlansScript)).stdout).not.toContain(kept);
	});

	test('arguments arrive as they are, and the program outlives the shell that started it', async () => {
		const out = path.join(folder, `arguments-${path.basename(file ?? '')}`);
		const words = ['a b', "it's", '$(id)', '', 'two\nlines', '*'];
		const kept = await launch(
			'/bin/sh',
			'-c',
			'out=$1; shift; printf "%s|" "$@" >"$out"; read line <"$0"',
			path.join(folder, 'never'),
			out,
			...words,
		);
		await until(() => existsSync(out) && readFileSync(out, 'utf8').endsWith('*|'));
		expect(readFileSync(out, 'utf8')).toBe(`${words.join('|')}|`);
		await until(() => existsSync(path.join(kept, 'exit')));
	});

	test('a program that is not there is told by its exit code', async () => {
		const kept = await launch('/nowhere/qemu-system-x86_64', '-S');
		await until(() => existsSync(path.join(kept, 'exit')));
		const {stdout} = await run(launchOutputScript, kept);
		expect(stdout).toMatch(/^127\n.*not found/s);
	});

	test('a working directory that is not there is no launch', async () => {
		expect(await run(launchScript, '/nowhere', '{}', '/bin/true')).toMatchObject({exitCode: 91, stdout: ''});
	});

	test('nothing but folders of launches is ever removed', async () => {
		const other = path.join(folder, 'other');
		writeFileSync(other, '');
		await run(forgetLaunchScript, other);
		expect(existsSync(other)).toBe(true);
	});

	test('a process is alive only with its own start time', async () => {
		const {pid, startTimeTicks, child} = await startSleeper();
		expect(await run(processScript, String(pid), startTimeTicks)).toMatchObject({stdout: 'alive\n', exitCode: 0});
		expect(await run(processScript, String(pid), `${Number(startTimeTicks) + 1}`)).toMatchObject({stdout: 'gone\n'});
		child.kill('SIGKILL');
		await once(child, 'exit');
		expect(await run(processScript, String(pid), startTimeTicks)).toMatchObject({stdout: 'gone\n', exitCode: 0});
	});

	test('a process that is dead and not reaped is gone', async () => {
		// A parent that never asks: exec replaces the shell that would.
		const parent = spawn('/bin/sh', ['-c', 'sh -c "echo \\$\\$; exit 0" & exec tail -f /dev/null'], {
			stdio: ['ignore', 'pipe', 'ignore'],
		});
		children.push(parent);
		const [chunk] = (await once(parent.stdout, 'data')) as [Buffer];
		const pid = Number(String(chunk).trim());
		const stat = (): string => readFileSync(`/proc/${pid}/stat`, 'utf8');
		await until(() => stat().includes(') Z '));
		const startTimeTicks =
			stat()
				.slice(stat().lastIndexOf(')') + 2)
				.split(' ')[19] ?? '';
		expect(await run(processScript, String(pid), startTimeTicks)).toMatchObject({stdout: 'gone\n', exitCode: 0});
	});

	test('a signal reaches only the very process that is meant', async () => {
		const {pid, startTimeTicks, child} = await startSleeper();
		await run(signalScript, 'KILL', String(pid), `${Number(startTimeTicks) + 1}`);
		expect(await run(processScript, String(pid), startTimeTicks)).toMatchObject({stdout: 'alive\n'});
		const ended = once(child, 'exit');
		await run(signalScript, 'KILL', String(pid), startTimeTicks);
		expect((await ended)[1]).toBe('SIGKILL');
		// Once more, with nobody there: no error.
		expect(await run(signalScript, 'KILL', String(pid), startTimeTicks)).toMatchObject({exitCode: 0});
	});

	test.each(['unix', 'tcp'] as const)(
		'the client of a %s monitor is told, and not the QEMU that serves it',
		async kind => {
			const place = path.join(folder, 'a monitor');
			const server = net.createServer();
			const accepted = once(server, 'connection');
			server.listen(kind === 'unix' ? place : {port: 0, host: '127.0.0.1'});
			await once(server, 'listening');
			const address = server.address();
			const where = typeof address === 'object' && address !== null ? String(address.port) : place;
			const answer = async () => (await run(monitorHolderScript, kind, where, String(process.pid))).stdout;
			try {
				expect(await answer()).toBe('');
				const connect = `require('node:net').connect(process.argv[1]).on('connect', () => console.log('connected'))`;
				const client = spawn(process.execPath, ['-e', connect, where], {stdio: ['ignore', 'pipe', 'inherit']});
				children.push(client);
				await Promise.all([accepted, once(client.stdout, 'data')]);
				expect(await answer()).toMatch(new RegExp(`^process ${client.pid} \\S+\n$`));
				// The process that is named as QEMU is never its own client.
				expect((await run(monitorHolderScript, kind, where, String(client.pid))).stdout).not.toContain(
					`${client.pid} `,
				);
			} finally {
				server.close();
				(await accepted)[0].destroy();
			}
		},
	);

	test('programs and files are looked for in one go', async () => {
		const readable = path.join(folder, "a file's name");
		writeFileSync(readable, '');
		const {stdout} = await run(lookScript, 'sh', readable, '/nowhere/x');
		const [program, first, second] = stdout.split('\n');
		expect(program).toMatch(/\/sh$/);
		expect([first, second]).toEqual(['erw', '---']);
		expect((await run(lookScript, 'no-such-program')).stdout).toBe('\n');
	});
});
