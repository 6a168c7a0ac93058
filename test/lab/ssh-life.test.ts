import {spawn} from 'node:child_process';
import {once} from 'node:events';
import net from 'node:net';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {backends} from '../../source/transport/backend.js';
import type {ConnectionStatus, HostConnection} from '../../source/transport/host-connection.js';
import {createHostConnection} from '../../source/transport/index.js';
import {connectionTo, person, writeKnownHosts} from './support/connect-to.js';
import {freePort, TestSshd, whyNoSshd} from './support/sshd.js';
import {until} from './support/until.js';

const reason = whyNoSshd();

describe.skipIf(reason).each(backends)(
	`the life of a connection by %s${reason ? ` (skipped: ${reason})` : ''}`,
	backend => {
		let sshd: TestSshd;
		let host: HostConnection;
		let states: ConnectionStatus[];

		const seen = () => states.map(status => status.state);

		beforeEach(async () => {
			sshd = await TestSshd.start();
			writeKnownHosts(sshd);
			host = connectionTo(sshd, {backend});
			states = [];
			host.onStatus(status => states.push(status));
		});
		afterEach(async () => {
			await host.close();
			await sshd.stop();
		});

		test('a killed session: what was under way is lost, the connection comes back, nothing old leaks in', async () => {
			await host.connect();
			const script = await host.startScript('cat');
			const chunks: string[] = [];
			let ended: unknown;
			script.onData(chunk => chunks.push(Buffer.from(chunk).toString()));
			script.onClose(error => {
				ended = error;
			});
			script.write('before');
			await until(() => chunks.join('') === 'before');
			const running = host.runScript('sleep 60', {timeoutMs: 60_000}).catch((thrown: unknown) => thrown);
			await host.runScript(':');
			sshd.signalSessions('SIGKILL');
			expect(await running).toMatchObject({kind: 'lost'});
			expect(ended).toMatchObject({kind: 'lost'});
			expect(host.status).toMatchObject({state: 'reconnecting', nextTryMs: expect.any(Number)});
			script.write('into the void');

			await until(() => host.status.state === 'ready');
			expect(await host.runScript('echo new')).toMatchObject({stdout: 'new\n'});
			expect(chunks.join('')).toBe('before');
		});

		test('while it is away, requests are refused at once and nothing is sent', async () => {
			await host.connect();
			await sshd.stopListening();
			sshd.signalSessions('SIGKILL');
			await until(() => host.status.state === 'reconnecting');
			await expect(host.runScript(':')).rejects.toMatchObject({
				kind: 'unreachable',
				message: expect.stringContaining('nothing was sent'),
			});
			// Tries and fails, and goes on trying.
			await until(() => seen().filter(state => state === 'reconnecting').length >= 3);
			expect(seen()).not.toContain('refused');
			await sshd.run();
			await until(() => host.status.state === 'ready', 40_000);
		});

		test('a silent server: stalled, then lost within 10 s, and then a new connection', async () => {
			await host.connect();
			// It also notes which sshd serves it; after this that is done.
			await host.runScript('sleep 0.2');
			const sessions = sshd.sessions();
			const startedAt = performance.now();
			sshd.signalSessions('SIGSTOP');
			const running = host.runScript('echo late', {timeoutMs: 60_000}).catch((thrown: unknown) => thrown);
			await until(() => host.status.state === 'stalled');
			expect(await running).toMatchObject({kind: 'lost'});
			expect(performance.now() - startedAt).toBeLessThan(10_500);
			await until(() => host.status.state === 'ready');
			// The new connection has ended it, stopped as it was; it does not wake up and hold a monitor.
			await until(() => sessions.every(pid => !sshd.sessions().includes(pid)));
		});

		test('a connection that the server does not know to be dead: its session is ended, and what it held is free', async () => {
			// A client that moved to another network: its packets come no more, and nobody says goodbye.
			const ways: Array<{near: net.Socket; far: net.Socket}> = [];
			const proxy = net.createServer(near => {
				const far = net.connect(sshd.port, '127.0.0.1');
				near.pipe(far, {end: false});
				far.pipe(near);
				near.on('error', () => undefined);
				far.on('error', () => undefined);
				ways.push({near, far});
			});
			const monitor = net.createServer();
			for (const server of [proxy, monitor]) {
				server.listen(0, '127.0.0.1');
				await once(server, 'listening');
			}

			const {port} = proxy.address() as net.AddressInfo;
			const roaming = createHostConnection(`root@127.0.0.1:${port}`, {
				ask: async () => undefined,
				backend,
				configFile: 'none',
				sshOptions: [
					`IdentityFile=${sshd.clientKey}`,
					'IdentityAgent=none',
					'HostKeyAlias=roaming',
					`UserKnownHostsFile=${writeKnownHosts(sshd, `roaming ${sshd.hostKey}\n[127.0.0.1]:${sshd.port} ${sshd.hostKey}\n`)}`,
				],
			});
			// Another connection of the same user, which is nobody's to end.
			await host.connect();
			await host.runScript(':');
			const others = sshd.sessions();
			await roaming.connect();
			await roaming.runScript(':');
			const stale = sshd.sessions().filter(pid => !others.includes(pid));
			const accepted = once(monitor, 'connection');
			await roaming.openStream({kind: 'tcp', host: '127.0.0.1', port: (monitor.address() as net.AddressInfo).port});
			const [held] = (await accepted) as [net.Socket];
			let isFree = false;
			held.on('close', () => {
				isFree = true;
			});
			held.resume();

			ways[0]?.near.unpipe();
			ways[0]?.far.unpipe();
			ways[0]?.near.destroy();
			await until(() => ways.length > 1 && roaming.status.state === 'ready');
			await until(() => isFree);
			expect(stale).toHaveLength(1);
			await until(() => !sshd.sessions().some(pid => stale.includes(pid)));
			expect(sshd.sessions()).toEqual(expect.arrayContaining(others));
			expect(await host.runScript('echo here')).toMatchObject({stdout: 'here\n'});
			await roaming.close();
			monitor.close();
			proxy.close();
			for (const {near, far} of ways) {
				near.destroy();
				far.destroy();
			}
		});

		test('ServerAliveInterval 1 and ServerAliveCountMax 1: lost within 3 s', async () => {
			const quick = connectionTo(sshd, {options: ['ServerAliveInterval=1', 'ServerAliveCountMax=1']});
			await quick.connect();
			await quick.runScript(':');
			const startedAt = performance.now();
			sshd.signalSessions('SIGSTOP');
			await expect(quick.runScript('echo late', {timeoutMs: 60_000})).rejects.toMatchObject({kind: 'lost'});
			expect(performance.now() - startedAt).toBeLessThan(3500);
			await quick.close();
			sshd.signalSessions('SIGCONT');
		});

		test('a stall that passes goes back to ready, and the answer still comes', async () => {
			await host.connect();
			await host.runScript(':');
			const sessions = sshd.sessions();
			sshd.signalSessions('SIGSTOP');
			const running = host.runScript('echo late', {timeoutMs: 60_000});
			await until(() => host.status.state === 'stalled');
			for (const pid of sessions) {
				process.kill(pid, 'SIGCONT');
			}

			expect(await running).toMatchObject({stdout: 'late\n'});
			expect(host.status.state).toBe('ready');
			expect(seen()).not.toContain('reconnecting');
		});

		test('measures the round trip', async () => {
			await host.connect();
			await until(() => host.status.state === 'ready' && host.status.roundTripMs !== undefined);
			expect(host.status).toMatchObject({roundTripMs: expect.any(Number)});
		});

		test('a key that was changed meanwhile is not reconnected to', async () => {
			await host.connect();
			writeKnownHosts(
				sshd,
				`[127.0.0.1]:${sshd.port} ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n`,
			);
			sshd.signalSessions('SIGKILL');
			await until(() => host.status.state === 'refused');
			expect(host.status).toMatchObject({error: {kind: 'host-key-changed'}});
			await expect(host.runScript(':')).rejects.toMatchObject({kind: 'host-key-changed'});
		});

		test('nothing listens there: unreachable, with what to do', async () => {
			await sshd.stopListening();
			await expect(host.connect()).rejects.toMatchObject({
				kind: 'unreachable',
				message: expect.stringContaining('refused the connection'),
				remedy: expect.stringContaining('ssh -v'),
				raw: expect.stringMatching(/ECONNREFUSED|Connection refused/),
			});
			expect(host.status.state).toBe('refused');
			await sshd.run();
			await host.connect();
			expect(host.status.state).toBe('ready');
		});

		test('something that never speaks ends at ConnectTimeout', async () => {
			await sshd.stopListening();
			const mute = net.createServer().listen(sshd.port, '127.0.0.1');
			await once(mute, 'listening');
			const waiting = connectionTo(sshd, {backend, options: ['ConnectTimeout=1']});
			await expect(waiting.connect()).rejects.toMatchObject({kind: 'timeout'});
			mute.close();
		});

		test('ConnectTimeout does not run while a person thinks', async () => {
			writeKnownHosts(sshd, '');
			const {ask} = person('yes');
			const slow = connectionTo(sshd, {
				backend,
				options: ['ConnectTimeout=1'],
				async ask(question) {
					const end = performance.now() + 1500;
					await until(() => performance.now() > end);
					return ask(question);
				},
			});
			await slow.connect();
			await slow.close();
		});

		test('a saturated link is not taken for a dead one', async () => {
			// 250 kB/s: the answers to pings wait behind megabytes in the buffers of the way.
			const proxy = net.createServer(near => {
				const far = net.connect(sshd.port, '127.0.0.1');
				near.pipe(far);
				near.on('error', () => far.destroy());
				const timer = setInterval(() => {
					const chunk: Buffer | null = far.read(25_000) ?? far.read();
					if (chunk) {
						near.write(chunk);
					}
				}, 100);
				far.on('close', () => {
					clearInterval(timer);
					near.destroy();
				});
			});
			proxy.listen(0, '127.0.0.1');
			await once(proxy, 'listening');
			const {port} = proxy.address() as net.AddressInfo;
			const slow = createHostConnection(`root@127.0.0.1:${port}`, {
				ask: async () => undefined,
				backend,
				configFile: 'none',
				sshOptions: [
					`IdentityFile=${sshd.clientKey}`,
					'IdentityAgent=none',
					'HostKeyAlias=behind-the-proxy',
					`UserKnownHostsFile=${writeKnownHosts(sshd, `behind-the-proxy ${sshd.hostKey}\n`)}`,
				],
			});
			const slowStates: string[] = [];
			slow.onStatus(status => slowStates.push(status.state));
			await slow.connect();
			const {stdout} = await slow.runScript('head -c 3000000 /dev/zero | tr "\\0" x', {timeoutMs: 60_000});
			expect(stdout).toHaveLength(3_000_000);
			expect(slowStates).not.toContain('reconnecting');
			await slow.close();
			proxy.close();
		});

		test('close ends it for good', async () => {
			await host.connect();
			const running = host.runScript('sleep 60', {timeoutMs: 60_000}).catch((thrown: unknown) => thrown);
			await host.close();
			expect(await running).toMatchObject({kind: 'closed'});
			await expect(host.runScript(':')).rejects.toMatchObject({kind: 'closed'});
			await expect(host.connect()).rejects.toMatchObject({kind: 'closed'});
			expect(host.status.state).toBe('closed');
			await until(() => sshd.sessions().length === 0);
		});

		test.each(['ready', 'unreachable', 'connecting'])('a program that closed a %s connection can end', async state => {
			const program = path.join(path.dirname(fileURLToPath(import.meta.url)), 'support/close-and-end.ts');
			const port = state === 'unreachable' ? await freePort() : sshd.port;
			const child = spawn(
				process.execPath,
				[
					'--import',
					'tsx',
					program,
					backend,
					state,
					String(port),
					sshd.clientKey,
					path.join(sshd.folder, 'known_hosts'),
				],
				{stdio: ['ignore', 'pipe', 'inherit']},
			);
			let text = '';
			child.stdout.on('data', chunk => {
				text += String(chunk);
			});
			await until(() => text.includes('closed'));
			const closedAt = performance.now();
			const [code] = await once(child, 'exit');
			expect(code).toBe(0);
			expect(performance.now() - closedAt).toBeLessThan(2000);
		});
	},
);
