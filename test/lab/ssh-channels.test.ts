import {once} from 'node:events';
import net from 'node:net';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {backends} from '../../source/transport/backend.js';
import type {
	ByteStream,
	ConnectionError,
	HostConnection,
	StreamTarget,
} from '../../source/transport/host-connection.js';
import {connectionTo, writeKnownHosts} from './support/connect-to.js';
import {freePort, TestSshd, whyNoSshd} from './support/sshd.js';
import {until} from './support/until.js';

const reason = whyNoSshd();

/** Everything a stream brings until it closes. */
const readAll = async (stream: ByteStream): Promise<{text: string; error: ConnectionError | undefined}> =>
	new Promise(resolve => {
		let text = '';
		stream.onData(chunk => {
			text += Buffer.from(chunk).toString();
		});
		stream.onClose(error => resolve({text, error}));
	});

describe.skipIf(reason).each(backends)(`channels by %s${reason ? ` (skipped: ${reason})` : ''}`, backend => {
	let sshd: TestSshd;
	let host: HostConnection;

	beforeAll(async () => {
		sshd = await TestSshd.start();
		writeKnownHosts(sshd);
		host = connectionTo(sshd, {backend});
		await host.connect();
	});
	afterAll(async () => {
		await host.close();
		await sshd.stop();
	});

	describe('runScript', () => {
		test('hands over arguments exactly, whatever is in them', async () => {
			const nasty = [
				'',
				' ',
				"it's",
				'"quoted"',
				'$(touch /tmp/x)',
				'`id`',
				'a\nb\n',
				'-n',
				'--',
				'\\',
				'!!',
				'*',
				'héé 日本 🚢',
				'\t\r\u0001',
			];
			const {stdout} = await host.runScript(`printf '%s\\0' "$@"`, {arguments: nasty});
			expect(stdout.split('\0').slice(0, -1)).toEqual(nasty);
		});

		test('refuses NUL, which no argument can hold', async () => {
			await expect(host.runScript(':', {arguments: ['a\0b']})).rejects.toThrow(RangeError);
		});

		test('gives standard input to the script, after its own text', async () => {
			const input = `first\n${'x'.repeat(200_000)}`;
			const {stdout} = await host.runScript('IFS= read -r line; printf "%s|" "$line"; wc -c', {input});
			expect(stdout.replaceAll(' ', '')).toBe('first|200000\n');
		});

		test('tells exit code, signal and standard error', async () => {
			expect(await host.runScript('echo out; echo err >&2; exit 7')).toEqual({
				stdout: 'out\n',
				stderr: 'err\n',
				exitCode: 7,
				signal: undefined,
			});
			expect(await host.runScript('kill -KILL $$')).toMatchObject({exitCode: undefined, signal: 'SIGKILL'});
		});

		test('carries a script of 200 KB', async () => {
			const script = `${`# ${'é'.repeat(40)}\n`.repeat(2500)}echo done`;
			expect(await host.runScript(script)).toMatchObject({stdout: 'done\n', exitCode: 0});
		});

		test('reads much standard error without getting stuck', async () => {
			const {stderr} = await host.runScript('head -c 3000000 /dev/zero | tr "\\0" e >&2');
			expect(stderr).toHaveLength(3_000_000);
		});

		test('ends at the time limit, and ends the script too', async () => {
			// A time that no other program on this machine sleeps.
			const seconds = String(100_000 + Math.floor(Math.random() * 900_000));
			const running = host.runScript('exec sleep "$1"', {arguments: [seconds], timeoutMs: 1000});
			await expect(running).rejects.toMatchObject({kind: 'timeout'});
			const count = async () => (await host.runScript(`ps -eo args | grep -c "[s]leep ${seconds}"`)).stdout.trim();
			await expect.poll(count, {timeout: 10_000}).toBe('0');
		});

		test('is called off by a signal', async () => {
			const controller = new AbortController();
			const running = host.runScript('sleep 301', {signal: controller.signal});
			controller.abort();
			await expect(running).rejects.toMatchObject({kind: 'closed'});
		});

		test('shows no argument to other users of the host', async () => {
			const {stdout} = await host.runScript('ps -eo args', {arguments: ['secret-in-argument']});
			expect(stdout).not.toContain('secret-in-argument');
		});
	});

	test('startScript is a conversation, and ends when its input does', async () => {
		const stream = await host.startScript('while read -r line; do echo "got $line"; done; echo end');
		const all = readAll(stream);
		stream.write('one\n');
		stream.write('two\n');
		stream.end();
		expect(await all).toEqual({text: 'got one\ngot two\nend\n', error: undefined});
	});

	test('startScript says why a script ended early', async () => {
		const stream = await host.startScript('echo no such thing >&2; exit 9');
		expect(await readAll(stream)).toMatchObject({error: {kind: 'protocol', raw: 'no such thing'}});
	});

	describe('openStream', () => {
		let unixPath: string;
		let port: number;
		let servers: net.Server[];

		const echo = (socket: net.Socket) => {
			socket.write('hello ');
			socket.pipe(socket);
		};

		beforeAll(async () => {
			unixPath = path.join(sshd.folder, 'echo.sock');
			servers = [net.createServer(echo).listen(0, '127.0.0.1'), net.createServer(echo).listen(unixPath)];
			await Promise.all(servers.map(async server => once(server, 'listening')));
			const address = servers[0]?.address();
			port = typeof address === 'object' && address ? address.port : 0;
		});
		afterAll(() => {
			for (const server of servers) {
				server.close();
			}
		});

		const targets = (): StreamTarget[] => [
			{kind: 'tcp', host: '127.0.0.1', port},
			{kind: 'unix', path: unixPath},
		];

		test.each(['tcp', 'unix'])('to a %s socket: what was sent before anybody listened is not lost', async kind => {
			const target = targets().find(one => one.kind === kind) as StreamTarget;
			const stream = await host.openStream(target);
			stream.write('world');
			await host.runScript(':');
			let text = '';
			stream.onData(chunk => {
				text += Buffer.from(chunk).toString();
			});
			await until(() => text === 'hello world');
			const closed = readAll(stream);
			stream.close();
			expect((await closed).error).toBeUndefined();
		});

		test('the peer ends it: closed in order', async () => {
			const once = net.createServer(socket => socket.end('bye')).listen(0, '127.0.0.1');
			await until(() => once.listening);
			const address = once.address() as net.AddressInfo;
			const stream = await host.openStream({kind: 'tcp', host: '127.0.0.1', port: address.port});
			expect(await readAll(stream)).toEqual({text: 'bye', error: undefined});
			once.close();
		});

		test('a port where nothing listens, a socket that is not there: refused with a sentence', async () => {
			await expect(host.openStream({kind: 'tcp', host: '127.0.0.1', port: await freePort()})).rejects.toMatchObject({
				kind: 'channel-refused',
				raw: 'Connection refused',
			});
			await expect(host.openStream({kind: 'unix', path: '/nowhere.sock'})).rejects.toMatchObject({
				kind: 'channel-refused',
				message: expect.stringContaining('/nowhere.sock'),
			});
		});

		test('forwards answer without the delay of Nagle, also when no session was ever opened', async () => {
			const fresh = connectionTo(sshd, {backend});
			await fresh.connect();
			const stream = await fresh.openStream({kind: 'tcp', host: '127.0.0.1', port});
			let received = 0;
			stream.onData(chunk => {
				received += chunk.length;
			});
			await until(() => received === 6);
			const startedAt = performance.now();
			for (let round = 1; round <= 50; round += 1) {
				const wanted = received + 1;
				stream.write('x');
				while (received < wanted) {
					await new Promise(resolve => {
						setImmediate(resolve);
					});
				}
			}

			// 50 rounds at 40 ms each would be 2 s.
			expect(performance.now() - startedAt).toBeLessThan(1000);
			await fresh.close();
		});
	});

	test('a server with MaxSessions 2 runs 8 scripts at once, some later', async () => {
		const narrow = await TestSshd.start(['MaxSessions 2']);
		writeKnownHosts(narrow);
		const connection = connectionTo(narrow, {backend});
		try {
			await connection.connect();
			const results = await Promise.all(
				Array.from({length: 8}, async (_, index) =>
					connection.runScript('sleep 0.1; echo "$1"', {arguments: [String(index)]}),
				),
			);
			expect(results.map(result => result.stdout.trim())).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
			expect(narrow.log).toContain('no more sessions');
		} finally {
			await connection.close();
			await narrow.stop();
		}
	});

	test('forwarding that the server forbids is named', async () => {
		const closed = await TestSshd.start(['AllowTcpForwarding no', 'AllowStreamLocalForwarding no']);
		writeKnownHosts(closed);
		const connection = connectionTo(closed, {backend});
		try {
			await connection.connect();
			await expect(connection.openStream({kind: 'tcp', host: '127.0.0.1', port: closed.port})).rejects.toMatchObject({
				kind: 'channel-refused',
				remedy: expect.stringContaining('AllowTcpForwarding'),
			});
			await expect(connection.openStream({kind: 'unix', path: '/x'})).rejects.toMatchObject({
				message: expect.stringContaining('AllowStreamLocalForwarding'),
			});
		} finally {
			await connection.close();
			await closed.stop();
		}
	});
});
