import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {entryNames, parseKnownHosts} from '../../../source/transport/known-hosts/entry.js';
import {appendKnownHost} from '../../../source/transport/known-hosts/files.js';
import {readHostKey} from '../../../source/transport/known-hosts/host-key.js';
import {hostKeyNames, judgeHostKey, knownKeyTypes} from '../../../source/transport/known-hosts/verdict.js';

const blob = (type: string, filler: number) => {
	const name = Buffer.from(type);
	const length = Buffer.alloc(4);
	length.writeUInt32BE(name.length);
	return Buffer.concat([length, name, Buffer.alloc(36, filler)]);
};

const ed = readHostKey(blob('ssh-ed25519', 1));
const otherEd = readHostKey(blob('ssh-ed25519', 2));
const rsa = readHostKey(blob('ssh-rsa', 3));

const judge = (text: string, key = ed, host = 'alpha', port = 22, alias?: string) =>
	judgeHostKey(parseKnownHosts(text, '/k'), hostKeyNames(host, port, alias), key.type, key.base64);

const line = (names: string, key = ed) => `${names} ${key.type} ${key.base64}\n`;

describe('judging a host key', () => {
	test.each([
		['plain', line('alpha'), 'known'],
		['upper case', line('ALPHA'), 'known'],
		['list', line('beta,alpha,192.168.12.45'), 'known'],
		['pattern', line('*.example,a?pha'), 'known'],
		['negated', line('*,!alpha'), 'unknown'],
		['another host', line('beta'), 'unknown'],
		['a part of the name', line('alph'), 'unknown'],
		['a dot is no wildcard', line('a.pha'), 'unknown'],
		['port 22 is no [host]:port', line('[alpha]:22'), 'unknown'],
		['changed', line('alpha', otherEd), 'changed'],
		['old and new key', line('alpha', otherEd) + line('alpha'), 'known'],
		['another type only', line('alpha', rsa), 'unknown'],
		['revoked', `@revoked ${line('alpha')}`, 'revoked'],
		['revoked everywhere', `${line('alpha')}@revoked ${line('*')}`, 'revoked'],
		['another key revoked', `@revoked ${line('alpha', otherEd)}`, 'unknown'],
		['a CA is no host key', `@cert-authority ${line('alpha')}`, 'unknown'],
		['a marker from the future', `@something ${line('alpha')}`, 'unknown'],
		['comment', `# ${line('alpha')}`, 'unknown'],
		['empty', '', 'unknown'],
		['Windows line ends', line('alpha').replace('\n', '\r\n'), 'known'],
	])('%s', (_name, text, kind) => {
		expect(judge(text).kind).toBe(kind);
	});

	test('another port: by [host]:port, or by the bare name if the key is right', () => {
		expect(judge(line('[alpha]:2222'), ed, 'alpha', 2222).kind).toBe('known');
		expect(judge(line('alpha'), ed, 'alpha', 2222).kind).toBe('known');
		expect(judge(line('alpha', otherEd), ed, 'alpha', 2222).kind).toBe('unknown');
		expect(judge(line('[alpha]:2222', otherEd) + line('alpha'), ed, 'alpha', 2222).kind).toBe('changed');
	});

	test('HostKeyAlias stands for name and port', () => {
		expect(judge(line('vault'), ed, 'alpha', 2222, 'vault').kind).toBe('known');
		expect(judge(line('alpha'), ed, 'alpha', 22, 'vault').kind).toBe('unknown');
	});

	test('a changed key names every line that says otherwise', () => {
		expect(judge(`# one\n${line('alpha', otherEd)}${line('*', otherEd)}`)).toMatchObject({
			kind: 'changed',
			entries: [{file: '/k', line: 2}, {line: 3}],
		});
	});

	test('types that are known come first, those of the full name before those of the bare one', () => {
		const entries = parseKnownHosts(line('[alpha]:2222', rsa) + line('alpha'), '/k');
		expect(knownKeyTypes(entries, hostKeyNames('alpha', 2222, undefined))).toEqual(['ssh-rsa']);
		expect(knownKeyTypes(entries, hostKeyNames('alpha', 2223, undefined))).toEqual(['ssh-ed25519']);
	});
});

describe('known_hosts files', () => {
	const folder = mkdtempSync(path.join(os.tmpdir(), 'vmferry-known-'));
	afterAll(() => rmSync(folder, {recursive: true}));

	test('a hashed name is found by us and by ssh-keygen, and holds no name', async () => {
		const file = path.join(folder, 'new/known_hosts');
		await appendKnownHost(file, '[alpha]:2222', ed, true);
		await appendKnownHost(file, 'beta', otherEd, false);
		const entries = parseKnownHosts(readFileSync(file, 'utf8'), file);
		expect(entries).toHaveLength(2);
		expect(entries.map(entry => entryNames(entry, '[alpha]:2222'))).toEqual([true, false]);
		expect(entries.map(entry => entryNames(entry, 'alpha'))).toEqual([false, false]);
		expect(readFileSync(file, 'utf8')).not.toContain('alpha');
		expect(execFileSync('ssh-keygen', ['-F', '[alpha]:2222', '-f', file], {encoding: 'utf8'})).toContain('line 1');
		expect(statSync(file).mode & 0o777).toBe(0o600);
		expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
	});

	test('what ssh-keygen has hashed is found', () => {
		const file = path.join(folder, 'hashed');
		writeFileSync(file, line('alpha'));
		execFileSync('ssh-keygen', ['-H', '-f', file], {stdio: 'ignore'});
		expect(judge(readFileSync(file, 'utf8')).kind).toBe('known');
	});

	test('a file without a last newline is mended, one that others may write is closed to them', async () => {
		const file = path.join(folder, 'open');
		writeFileSync(file, line('alpha').trim(), {mode: 0o666});
		execFileSync('chmod', ['666', file]);
		await appendKnownHost(file, 'beta', rsa, false);
		expect(readFileSync(file, 'utf8')).toBe(line('alpha') + line('beta', rsa));
		expect(statSync(file).mode & 0o777).toBe(0o600);
	});

	test('the fingerprint is the one of ssh-keygen', () => {
		const file = path.join(folder, 'key');
		execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
		const base64 = readFileSync(`${file}.pub`, 'utf8').split(' ')[1] ?? '';
		const {type, fingerprint} = readHostKey(Buffer.from(base64, 'base64'));
		expect(type).toBe('ssh-ed25519');
		expect(execFileSync('ssh-keygen', ['-lf', file], {encoding: 'utf8'})).toContain(` ${fingerprint} `);
	});
});
