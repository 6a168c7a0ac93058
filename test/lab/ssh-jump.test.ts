import {once} from 'node:events';
import {writeFileSync} from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {HostConnection} from '../../source/transport/host-connection.js';
import {createHostConnection} from '../../source/transport/index.js';
import {nobody, person} from './support/connect-to.js';
import {TestSshd, whyNoSshd} from './support/sshd.js';
import {until} from './support/until.js';

const reason = whyNoSshd();

describe.skipIf(reason)(`ways to a host${reason ? ` (skipped: ${reason})` : ''}`, () => {
	let outer: TestSshd;
	let middle: TestSshd;
	let inner: TestSshd;
	let configFile: string;
	let knownHosts: string;

	const known = (sshd: TestSshd, name: string) => `${name} ${sshd.hostKey}\n`;

	beforeAll(async () => {
		[outer, middle, inner] = await Promise.all([TestSshd.start(), TestSshd.start(), TestSshd.start()]);
		configFile = path.join(inner.folder, 'config');
		knownHosts = path.join(inner.folder, 'known_hosts');
		const host = (alias: string, sshd: TestSshd, ...more: readonly string[]) => [
			`Host ${alias}`,
			'  HostName 127.0.0.1',
			`  Port ${sshd.port}`,
			`  HostKeyAlias key-of-${alias}`,
			`  IdentityFile ${sshd.clientKey}`,
			...more,
		];
		writeFileSync(
			configFile,
			[
				...host('outer', outer),
				...host('middle', middle),
				...host('inner', inner, '  ProxyJump outer,middle'),
				...host('one-hop', inner, '  ProxyJump middle'),
				...host(
					'by-command',
					inner,
					'  ProxyCommand bash -c "exec 3<>/dev/tcp/%%h/%%p; cat <&3 & cat >&3; kill $!"'.replaceAll('%%', '%'),
				),
				...host('broken-command', inner, '  ProxyCommand echo nobody home >&2; exit 1'),
				...host('round', inner, '  ProxyJump round'),
				'Host *',
				`  User root`,
				`  UserKnownHostsFile ${knownHosts}`,
				'  GlobalKnownHostsFile none',
				'  IdentityAgent none',
				'  IdentitiesOnly yes',
				'',
			].join('\n'),
		);
		writeFileSync(
			knownHosts,
			known(outer, 'key-of-outer') +
				known(middle, 'key-of-middle') +
				['inner', 'one-hop', 'by-command', 'round'].map(alias => known(inner, `key-of-${alias}`)).join(''),
		);
	});
	afterAll(async () => Promise.all([outer.stop(), middle.stop(), inner.stop()]));

	const using = async (alias: string, act: (host: HostConnection) => Promise<void>) => {
		const host = createHostConnection(alias, {ask: nobody, configFile});
		try {
			await act(host);
		} finally {
			await host.close();
		}
	};

	test('two jump hosts of an alias: each is signed in to, scripts end with their exit code', async () =>
		using('inner', async host => {
			await host.connect();
			expect(outer.log).toContain('Accepted publickey');
			expect(middle.log).toContain('Accepted publickey');
			for (let round = 0; round < 10; round += 1) {
				expect(await host.runScript('exit 3')).toMatchObject({exitCode: 3});
			}
		}));

	test('a jump host with a changed key is refused under its own name', async () => {
		const other = path.join(inner.folder, 'other_known_hosts');
		writeFileSync(other, known(outer, 'key-of-middle') + known(inner, 'key-of-one-hop'));
		const host = createHostConnection('one-hop', {
			ask: nobody,
			configFile: await (async () => {
				const file = path.join(inner.folder, 'other_config');
				const {readFile, writeFile} = await import('node:fs/promises');
				await writeFile(file, (await readFile(configFile, 'utf8')).replace(knownHosts, other));
				return file;
			})(),
		});
		await expect(host.connect()).rejects.toMatchObject({
			kind: 'host-key-changed',
			message: expect.stringContaining('middle'),
		});
		await host.close();
	});

	test('a target that dies behind a living jump host is noticed, and comes back', async () =>
		using('one-hop', async host => {
			await host.connect();
			const server = net.createServer().listen(0, '127.0.0.1');
			await once(server, 'listening');
			const stream = await host.openStream({
				kind: 'tcp',
				host: '127.0.0.1',
				port: (server.address() as net.AddressInfo).port,
			});
			let error: unknown;
			stream.onClose(reason_ => {
				error = reason_;
			});
			const running = host.runScript('sleep 60', {timeoutMs: 60_000}).catch((thrown: unknown) => thrown);
			await until(() => inner.sessions().length > 0);
			inner.signalSessions('SIGKILL');
			expect(await running).toMatchObject({kind: 'lost'});
			await until(() => error !== undefined);
			expect(error).toMatchObject({kind: 'lost'});
			await until(() => host.status.state === 'ready');
			expect(await host.runScript('echo again')).toMatchObject({stdout: 'again\n'});
			server.close();
		}));

	test('a jump host that dies ends the connection, and says which it was', async () =>
		using('one-hop', async host => {
			await host.connect();
			const whys: string[] = [];
			host.onStatus(status => {
				if (status.state === 'reconnecting') {
					whys.push(status.why);
				}
			});
			middle.signalSessions('SIGKILL');
			await until(() => whys.length > 0);
			await until(() => host.status.state === 'ready');
			expect(whys[0]).toContain('middle');
		}));

	test('a ProxyCommand', async () =>
		using('by-command', async host => {
			await host.connect();
			expect(await host.runScript('echo here')).toMatchObject({stdout: 'here\n'});
		}));

	test('what a failing ProxyCommand said is kept', async () =>
		using('broken-command', async host => {
			await expect(host.connect()).rejects.toMatchObject({
				kind: 'unreachable',
				raw: expect.stringContaining('nobody home'),
			});
		}));

	test('jump hosts in a circle', async () =>
		using('round', async host => {
			await expect(host.connect()).rejects.toMatchObject({kind: 'bad-destination'});
		}));

	test("an unknown key of a jump host is asked for under that host's name", async () => {
		const {ask, questions} = person();
		const host = createHostConnection('one-hop', {ask, configFile, sshOptions: []});
		writeFileSync(knownHosts, known(inner, 'key-of-one-hop'));
		await expect(host.connect()).rejects.toMatchObject({kind: 'host-key-unknown'});
		expect(questions).toMatchObject([{kind: 'host-key', host: 'middle'}]);
		await host.close();
	});
});
