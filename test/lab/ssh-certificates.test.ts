import {type ChildProcess, execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {appendFileSync, existsSync, readFileSync, renameSync, rmSync} from 'node:fs';
import path from 'node:path';
import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest';
import type {HostConnection} from '../../source/transport/host-connection.js';
import {connectionTo, nobody, person, writeKnownHosts} from './support/connect-to.js';
import {makeSkEcdsa, makeSkEd25519, startSoftwareAgent, type TokenKey} from './support/software-agent.js';
import {makeKey, makeTemporaryFolder, TestSshd, whyNoSshd} from './support/sshd.js';
import {until} from './support/until.js';

const reason = whyNoSshd();

/** Signs the public half of a key; `ssh-keygen -s` writes `KEY-cert.pub` beside it. */
const certify = (ca: string, key: string, options: readonly string[] = ['-n', 'root']): string => {
	execFileSync('ssh-keygen', ['-q', '-s', ca, '-I', 'test', ...options, `${key}.pub`], {stdio: 'ignore'});
	return `${key}-cert.pub`;
};

const expired = ['-n', 'root', '-V', '20200101:20200102'];

describe.skipIf(reason)(`certificates and tokens${reason ? ` (skipped: ${reason})` : ''}`, () => {
	let sshd: TestSshd;
	let ca: string;
	let folder: string;
	const open: HostConnection[] = [];
	let count = 0;

	/** A new key with a certificate beside it that the server trusts. */
	const certifiedKey = (type = 'ed25519', options?: readonly string[]): string => {
		count += 1;
		const key = makeKey(path.join(folder, `key-${count}-${type}`), '', type);
		certify(ca, key, options);
		return key;
	};

	const signIn = async (options: readonly string[], ask = nobody) => {
		const before = sshd.log.length;
		const host = connectionTo(sshd, {ask, key: '/nowhere', options});
		open.push(host);
		await host.connect();
		await until(() => sshd.log.slice(before).includes('Accepted publickey'));
		return {host, log: sshd.log.slice(before)};
	};

	beforeAll(async () => {
		folder = makeTemporaryFolder();
		ca = makeKey(path.join(folder, 'ca'));
		sshd = await TestSshd.start([`TrustedUserCAKeys ${ca}.pub`, 'MaxAuthTries 20']);
		writeKnownHosts(sshd);
	});
	afterEach(async () => {
		await Promise.all(open.splice(0).map(async one => one.close()));
	});
	afterAll(async () => {
		await sshd.stop();
		rmSync(folder, {recursive: true});
	});

	test.each([
		['ed25519', 'ED25519-CERT'],
		['rsa', 'RSA-CERT'],
		['ecdsa', 'ECDSA-CERT'],
	])('signs in with the certificate beside an %s key', async (type, name) => {
		const {log} = await signIn([`IdentityFile=${certifiedKey(type)}`]);
		expect(log).toContain(`Accepted publickey for root from 127.0.0.1`);
		expect(log).toContain(name);
		expect(log).toContain('ID test');
	});

	test('signs in with the certificate that CertificateFile names, by a key that has another name', async () => {
		const key = certifiedKey();
		renameSync(`${key}-cert.pub`, `${key}-elsewhere.pub`);
		const {log} = await signIn([`IdentityFile=${key}`, `CertificateFile=${key}-elsewhere.pub`]);
		expect(log).toContain('ED25519-CERT');
	});

	test('asks once for the passphrase of the key that a certificate belongs to', async () => {
		const key = makeKey(path.join(folder, 'locked'), 'open sesame');
		certify(ca, key);
		const {ask, questions} = person('open sesame');
		await signIn([`IdentityFile=${key}`], ask);
		expect(questions).toHaveLength(1);
	});

	test.each([
		['expired', expired, /^127\.0\.0\.1 did not take the certificate .*: it expired at 2020-01-0\dT/],
		['not valid yet', ['-n', 'root', '-V', '20900101:20900102'], /: it is valid only from 20(89|90)-/],
		['made out to others', ['-n', 'alice,bob'], /: it is made out to alice, bob, not to root\.$/],
	])('a certificate that is %s gives a sentence, and the next key is tried', async (_what, options, sentence) => {
		const key = certifiedKey('ed25519', options);
		const {host} = await signIn([`IdentityFile=${key}`, `IdentityFile=${sshd.clientKey}`]);
		expect(host.warnings).toEqual([expect.stringMatching(sentence)]);
	});

	test('an expired certificate is named where nothing else lets us in', async () => {
		const key = certifiedKey('ed25519', expired);
		const host = connectionTo(sshd, {key});
		open.push(host);
		await expect(host.connect()).rejects.toMatchObject({
			kind: 'authentication',
			message: expect.stringMatching(/Tried: .*certificate .*-cert\.pub.*Not usable: .*it expired at 2020/),
		});
	});

	test('a certificate file that is none, or whose key is missing, is named', async () => {
		const key = certifiedKey();
		const options = [`CertificateFile=${ca}.pub`, `CertificateFile=${key}-cert.pub`];
		const host = connectionTo(sshd, {key: '/nowhere', options});
		open.push(host);
		const error: unknown = await host.connect().catch((thrown: unknown) => thrown);
		expect(String(error)).toContain('ca.pub (it is no certificate of OpenSSH)');
		expect(String(error)).toContain('-cert.pub (no private key for this certificate was found)');
	});

	describe('from ssh-agent', () => {
		let agent: ChildProcess;
		let socket: string;

		beforeAll(async () => {
			socket = path.join(folder, 'agent.sock');
			agent = spawn('ssh-agent', ['-D', '-a', socket], {stdio: 'ignore'});
			await until(() => existsSync(socket));
		});
		afterAll(async () => {
			agent.kill();
			await once(agent, 'exit');
		});

		test.each([
			['ed25519', 'ED25519-CERT'],
			['rsa', 'RSA-CERT'],
			['ecdsa', 'ECDSA-CERT'],
		])('signs in with an %s certificate that only the agent holds', async (type, name) => {
			const key = certifiedKey(type);
			execFileSync('ssh-add', ['-q', key], {env: {...process.env, SSH_AUTH_SOCK: socket}, stdio: 'ignore'});
			for (const file of [key, `${key}.pub`, `${key}-cert.pub`]) {
				rmSync(file);
			}

			const {log} = await signIn([`IdentityAgent=${socket}`]);
			expect(log).toContain(name);
			execFileSync('ssh-add', ['-q', '-D'], {env: {...process.env, SSH_AUTH_SOCK: socket}, stdio: 'ignore'});
		});
	});

	test.each<[string, () => TokenKey, string]>([
		['sk-ssh-ed25519@openssh.com', makeSkEd25519, 'ED25519-SK'],
		['sk-ecdsa-sha2-nistp256@openssh.com', makeSkEcdsa, 'ECDSA-SK'],
	])('signs in with a key of a security token that an agent holds: %s', async (_type, make, name) => {
		const key = make();
		appendFileSync(path.join(sshd.folder, 'authorized_keys'), `${key.publicLine}\n`);
		const socket = path.join(folder, `token-${name}.sock`);
		const agent = await startSoftwareAgent(socket, [key]);
		try {
			const {log} = await signIn([`IdentityAgent=${socket}`]);
			expect(log).toContain(name);
		} finally {
			await agent.stop();
		}
	});

	test('a key file of a security token is said to need ssh-agent', async () => {
		const key = makeSkEd25519();
		const host = connectionTo(sshd, {key: '/nowhere', options: [`IdentityFile=${tokenFile(key)}`]});
		open.push(host);
		await expect(host.connect()).rejects.toMatchObject({
			message: expect.stringContaining('belongs to a security token, which only ssh-agent can use'),
		});
	});

	/** As `ssh-keygen -t ed25519-sk` would write it, with the token's part left out: nothing reads that far. */
	const tokenFile = (key: TokenKey): string => {
		const file = path.join(folder, 'id_token');
		const text = (words: Buffer) => words.toString('base64');
		const string = (value: Buffer | string) => {
			const length = Buffer.alloc(4);
			length.writeUInt32BE(value.length);
			return Buffer.concat([length, Buffer.from(value)]);
		};

		const none = string('none');
		const blob = Buffer.concat([
			Buffer.from('openssh-key-v1\0'),
			none,
			none,
			string(''),
			Buffer.from([0, 0, 0, 1]),
			string(key.blob),
			string(Buffer.alloc(64)),
		]);
		const armoured = `-----BEGIN OPENSSH PRIVATE KEY-----\n${text(blob)}\n-----END OPENSSH PRIVATE KEY-----\n`;
		appendFileSync(file, armoured, {mode: 0o600});
		expect(readFileSync(file, 'utf8')).toBe(armoured);
		return file;
	};
});
