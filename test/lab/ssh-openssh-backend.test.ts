import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest';
import type {HostConnection, Question} from '../../source/transport/host-connection.js';
import {createHostConnection} from '../../source/transport/index.js';
import {startPasswordServer} from '../unit/transport/password-server.js';
import {connectionTo, nobody, person, writeKnownHosts} from './support/connect-to.js';
import {makeKey, TestSshd, whyNoSshd} from './support/sshd.js';
import {until} from './support/until.js';

const reason = whyNoSshd();

describe.skipIf(reason)(`the system's ssh${reason ? ` (skipped: ${reason})` : ''}`, () => {
	const open: HostConnection[] = [];
	const connection = (...details: Parameters<typeof connectionTo>) => {
		const made = connectionTo(...details);
		open.push(made);
		return made;
	};

	afterEach(async () => {
		await Promise.all(open.splice(0).map(async one => one.close()));
	});

	describe('with a server that knows only post-quantum key exchanges', () => {
		let sshd: TestSshd;
		beforeAll(async () => {
			sshd = await TestSshd.start(['KexAlgorithms sntrup761x25519-sha512@openssh.com']);
			writeKnownHosts(sshd);
		});
		afterAll(async () => sshd.stop());

		test('ssh2 says why it cannot, and what to set', async () => {
			const host = connection(sshd, {backend: 'ssh2'});
			await expect(host.connect()).rejects.toMatchObject({
				kind: 'protocol',
				message: expect.stringContaining('no matching key exchange algorithm'),
				remedy: expect.stringMatching(/--backend openssh.*\[host\."root@127\.0\.0\.1:\d+"\] backend = "openssh"/),
			});
			expect(host.status.state).toBe('refused');
		});

		test('the other backend gets there', async () => {
			const host = connection(sshd, {backend: 'openssh'});
			await host.connect();
			expect(await host.runScript('echo "$1"', {arguments: ["it's"]})).toMatchObject({stdout: "it's\n", exitCode: 0});
		});

		test('left open, it is offered; yes goes on with it, also after a break', async () => {
			const {ask, questions} = person('yes');
			const host = connection(sshd, {ask});
			const states: string[] = [];
			host.onStatus(({state}) => states.push(state));
			await host.connect();
			expect(questions).toMatchObject([{kind: 'backend', reason: expect.stringContaining('no common way')}]);
			expect(states).toEqual(['connecting', 'asking', 'connecting', 'ready']);
			sshd.signalSessions('SIGKILL');
			await until(() => states.includes('reconnecting'));
			await until(() => host.status.state === 'ready');
			expect(questions).toHaveLength(1);
		});

		test('nobody there to say yes: refused', async () => {
			const host = connection(sshd, {ask: nobody});
			await expect(host.connect()).rejects.toMatchObject({kind: 'protocol', otherBackend: 'openssh'});
		});
	});

	describe('its questions', () => {
		let sshd: TestSshd;
		beforeAll(async () => {
			sshd = await TestSshd.start(['PasswordAuthentication yes', 'MaxAuthTries 20']);
			writeKnownHosts(sshd);
		});
		afterAll(async () => sshd.stop());

		test('a passphrase: asked for, again when wrong, not again at a reconnect, and in no argument or variable', async () => {
			const key = makeKey(path.join(sshd.folder, 'encrypted'), 'open sesame');
			appendFileSync(path.join(sshd.folder, 'authorized_keys'), readFileSync(`${key}.pub`));
			const answers = ['wrong', 'open sesame'];
			const questions: Question[] = [];
			const host = connection(sshd, {
				backend: 'openssh',
				key,
				options: ['IdentitiesOnly=yes'],
				async ask(question) {
					questions.push(question);
					return answers.shift();
				},
			});
			await host.connect();
			const prompt = `Enter passphrase for key '${key}'`;
			expect(questions).toMatchObject([
				{kind: 'secret', prompt},
				{kind: 'secret', prompt},
			]);
			const {stdout} = await host.runScript(
				"cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n'",
			);
			expect(stdout).toContain('VMFERRY_ASKPASS_SOCKET');
			expect(stdout).not.toContain('open sesame');

			sshd.signalSessions('SIGKILL');
			await until(() => host.status.state === 'reconnecting');
			await until(() => host.status.state === 'ready');
			expect(questions).toHaveLength(2);
		});

		test('no answer ends it as a refusal that names what the server takes', async () => {
			const {ask, questions} = person('nope-1');
			const host = connection(sshd, {
				ask,
				backend: 'openssh',
				key: makeKey(path.join(sshd.folder, 'stranger')),
				options: ['PreferredAuthentications=publickey,password', 'NumberOfPasswordPrompts=2'],
			});
			await expect(host.connect()).rejects.toMatchObject({
				kind: 'authentication',
				message: expect.stringContaining('publickey, password'),
				raw: expect.stringContaining('Permission denied'),
			});
			expect(questions[0]).toMatchObject({kind: 'secret', prompt: "root@127.0.0.1's password"});
			expect(host.status.state).toBe('refused');
		});

		test('BatchMode asks nothing', async () => {
			const {ask, questions} = person();
			const host = connection(sshd, {ask, backend: 'openssh', key: '/nowhere', options: ['BatchMode=yes']});
			await expect(host.connect()).rejects.toMatchObject({kind: 'authentication'});
			expect(questions).toEqual([]);
		});

		test('an unknown host key: shown as ssh shows it, refused without a yes, saved with one', async () => {
			const file = writeKnownHosts(sshd, '');
			const shy = person();
			await expect(connection(sshd, {ask: shy.ask, backend: 'openssh'}).connect()).rejects.toMatchObject({
				kind: 'host-key-unknown',
				message: expect.stringContaining('ED25519 SHA256:'),
			});
			expect(shy.questions).toMatchObject([
				{
					kind: 'host-key',
					host: `[127.0.0.1]:${sshd.port}`,
					keyType: 'ED25519',
					fingerprint: expect.stringMatching(/^SHA256:[\w+/]{43}$/),
				},
			]);
			expect(readFileSync(file, 'utf8')).toBe('');

			await connection(sshd, {ask: person('yes').ask, backend: 'openssh'}).connect();
			expect(readFileSync(file, 'utf8')).toContain(sshd.hostKey);
		});

		test('a changed host key: refused with its place, and nobody is asked, even if StrictHostKeyChecking is off', async () => {
			const other = readFileSync(`${makeKey(path.join(sshd.folder, 'other'))}.pub`, 'utf8');
			const file = writeKnownHosts(sshd, `# mine\n[127.0.0.1]:${sshd.port} ${other}`);
			const {ask, questions} = person('yes');
			const host = connection(sshd, {ask, backend: 'openssh', options: ['StrictHostKeyChecking=no']});
			await expect(host.connect()).rejects.toMatchObject({
				kind: 'host-key-changed',
				message: expect.stringContaining(`${file}:2`),
				remedy: expect.stringContaining('ssh-keygen'),
			});
			expect(questions).toEqual([]);
			expect(host.warnings).toEqual([expect.stringContaining('StrictHostKeyChecking no is read as ask')]);
			writeKnownHosts(sshd);
		});
	});

	test('a password that is right', async () => {
		const server = await startPasswordServer(context => {
			if (context.method === 'password' && context.password === 'pässword') {
				context.accept();
			} else {
				context.reject(['password']);
			}
		});
		const {ask, questions} = person('pässword');
		const host = createHostConnection(`someone@127.0.0.1:${server.port}`, {
			ask,
			backend: 'openssh',
			configFile: 'none',
			sshOptions: [`UserKnownHostsFile=${server.knownHosts}`, 'IdentityAgent=none', 'IdentityFile=none'],
		});
		open.push(host);
		await host.connect();
		expect(questions).toMatchObject([{prompt: "someone@127.0.0.1's password"}]);
		expect(await host.runScript(':')).toMatchObject({stdout: 'ran', exitCode: 0});
		await host.close();
		await server.stop();
	});

	test('a vmferry that is killed leaves no ssh and no folder behind', async () => {
		const sshd = await TestSshd.start();
		const runtime = mkdtempSync(path.join(os.tmpdir(), 'vmferry-run-'));
		const program = path.join(path.dirname(fileURLToPath(import.meta.url)), 'support/close-and-end.ts');
		const child = spawn(
			process.execPath,
			['--import', 'tsx', program, 'openssh', 'stay', String(sshd.port), sshd.clientKey, writeKnownHosts(sshd)],
			{stdio: ['ignore', 'pipe', 'inherit'], env: {...process.env, XDG_RUNTIME_DIR: runtime}},
		);
		const ended = once(child, 'exit');
		let text = '';
		child.stdout.on('data', chunk => {
			text += String(chunk);
		});
		const entries = () => readdirSync(runtime);
		try {
			await until(() => text.includes('connected'));
			expect(entries()).toHaveLength(1);
			expect(sshd.sessions()).toHaveLength(1);
			child.kill('SIGKILL');
			await ended;
			await until(() => sshd.sessions().length === 0);
			await until(() => entries().length === 0);
		} finally {
			child.kill('SIGKILL');
			rmSync(runtime, {recursive: true});
			await sshd.stop();
		}
	});
});
