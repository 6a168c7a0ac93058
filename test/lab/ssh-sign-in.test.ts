import {type ChildProcess, execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {appendFileSync, existsSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest';
import type {AskPerson, HostConnection} from '../../source/transport/host-connection.js';
import {connectionTo, nobody, person, writeKnownHosts} from './support/connect-to.js';
import {makeKey, TestSshd, whyNoSshd} from './support/sshd.js';
import {until} from './support/until.js';

const reason = whyNoSshd();

describe.skipIf(reason)(`signing in${reason ? ` (skipped: ${reason})` : ''}`, () => {
	let sshd: TestSshd;
	const open: HostConnection[] = [];

	const connection = (ask: AskPerson, options: readonly string[] = []) => {
		const made = connectionTo(sshd, {ask, options});
		open.push(made);
		return made;
	};

	const authorize = (key: string) =>
		appendFileSync(path.join(sshd.folder, 'authorized_keys'), readFileSync(`${key}.pub`));

	beforeAll(async () => {
		sshd = await TestSshd.start(['PasswordAuthentication yes', 'MaxAuthTries 20']);
		writeKnownHosts(sshd);
	});
	afterEach(async () => {
		await Promise.all(open.splice(0).map(async one => one.close()));
	});
	afterAll(async () => sshd.stop());

	test('by a key file without a passphrase, and nobody is asked', async () => {
		const {ask, questions} = person();
		const host = connection(ask);
		await host.connect();
		expect(host.status.state).toBe('ready');
		expect(questions).toEqual([]);
	});

	test.each(['rsa', 'ecdsa'])('by an %s key', async type => {
		const key = makeKey(path.join(sshd.folder, `key-${type}`), '', type);
		authorize(key);
		const host = connection(nobody, [`IdentityFile=${key}`, 'IdentitiesOnly=yes']);
		await host.connect();
		expect(sshd.log).toContain(`Accepted key ${type.toUpperCase()}`);
	});

	test('by an encrypted key: asks once, again after a wrong passphrase, and the loop goes on meanwhile', async () => {
		const key = makeKey(path.join(sshd.folder, 'encrypted'), 'open sesame', 'ed25519', 64);
		authorize(key);
		const {ask, questions} = person('wrong', 'open sesame');
		let longestGapMs = 0;
		let lastAt = performance.now();
		const ticks = setInterval(() => {
			longestGapMs = Math.max(longestGapMs, performance.now() - lastAt);
			lastAt = performance.now();
		}, 5);
		const host = connection(ask, [`IdentityFile=${key}`]);
		await host.connect();
		clearInterval(ticks);
		expect(questions.map(question => question.kind)).toEqual(['secret', 'secret']);
		expect(questions[0]).toMatchObject({prompt: `Passphrase for key ${key}`});
		expect(questions[1]).toMatchObject({prompt: `Wrong passphrase. Passphrase for key ${key}`});
		// 64 rounds of bcrypt in the main loop would stop it for 1.5 s, twice.
		expect(longestGapMs).toBeLessThan(750);
	});

	test('does not ask for the passphrase of a key that the server would not take', async () => {
		const stranger = makeKey(path.join(sshd.folder, 'stranger-encrypted'), 'secret');
		const {ask, questions} = person();
		const host = connection(ask, [`IdentityFile=${stranger}`]);
		await host.connect();
		expect(questions).toEqual([]);
	});

	test('a wrong key ends in a sentence with what was tried and what the server takes', async () => {
		const stranger = makeKey(path.join(sshd.folder, 'stranger'));
		const host = connectionTo(sshd, {key: stranger});
		open.push(host);
		const error: unknown = await host.connect().catch((thrown: unknown) => thrown);
		expect(error).toMatchObject({kind: 'authentication'});
		expect(String(error)).toContain(`Tried: key ${stranger}`);
		expect(String(error)).toContain('publickey');
		expect(host.status.state).toBe('refused');
	});

	test('a password is asked for as often as NumberOfPasswordPrompts, never found in an argument, and refused in the end', async () => {
		const stranger = path.join(sshd.folder, 'stranger');
		const {ask, questions} = person('nope-1', 'nope-2');
		const host = connectionTo(sshd, {
			ask,
			key: stranger,
			options: ['NumberOfPasswordPrompts=2', 'PreferredAuthentications=publickey,password'],
		});
		open.push(host);
		await expect(host.connect()).rejects.toMatchObject({kind: 'authentication'});
		expect(questions).toHaveLength(2);
		expect(sshd.log).toContain('Failed password for root');
		expect(String(host.status.state === 'refused' && host.status.error)).not.toContain('nope');
	});

	describe('with ssh-agent', () => {
		let agent: ChildProcess;
		let socket: string;

		const addKey = (key: string) =>
			execFileSync('ssh-add', ['-q', key], {env: {...process.env, SSH_AUTH_SOCK: socket}});

		beforeAll(async () => {
			socket = path.join(sshd.folder, 'agent.sock');
			agent = spawn('ssh-agent', ['-D', '-a', socket], {stdio: 'ignore'});
			await until(() => existsSync(socket));
			// More keys than most servers have patience for; the right one comes last.
			for (let index = 0; index < 7; index += 1) {
				addKey(makeKey(path.join(sshd.folder, `agent-stranger-${index}`)));
			}

			const key = makeKey(path.join(sshd.folder, 'agent-key'));
			authorize(key);
			addKey(key);
		});
		afterAll(async () => {
			agent.kill();
			await once(agent, 'exit');
		});

		test('by one of its keys', async () => {
			const host = connection(nobody, [`IdentityAgent=${socket}`, 'IdentityFile=/nowhere']);
			await host.connect();
			expect(host.status.state).toBe('ready');
		});

		test('IdentitiesOnly offers only the key that IdentityFile names, even if only its public half is a file', async () => {
			const before = sshd.log.length;
			const host = connection(nobody, [
				`IdentityAgent=${socket}`,
				`IdentityFile=${path.join(sshd.folder, 'agent-key.pub')}`,
				'IdentitiesOnly=yes',
			]);
			await host.connect();
			expect(sshd.log.slice(before)).not.toContain('Failed publickey');
		});

		test('an agent that is gone is named, and the key file is used', async () => {
			const host = connection(nobody, ['IdentityAgent=/nowhere/agent.sock']);
			await host.connect();
			expect(host.status.state).toBe('ready');
		});
	});
});
