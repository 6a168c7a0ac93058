import {expect, test} from 'vitest';
import {vmferry} from './support/vmferry.js';

// Nothing listens on port 1 of any machine that these tests run on.
const nobody = 'root@127.0.0.1:1';
const events = (stdout: string) =>
	stdout
		.trim()
		.split('\n')
		.map(line => JSON.parse(line));

test('ls --json tells each state of a connection', async () => {
	const {exitCode, stdout} = await vmferry('ls', nobody, '--json', '-F', 'none');
	expect(exitCode).toBe(3);
	expect(events(stdout)).toMatchObject([
		{event: 'host', host: nobody, state: 'connecting', atMs: expect.any(Number)},
		{event: 'host', host: nobody, state: 'refused', message: expect.any(String), remedy: expect.any(String)},
		{event: 'problem', kind: 'host-not-connected'},
	]);
});

test('an option that is not followed is said once, or with each state', async () => {
	const words = ['ls', nobody, '-F', 'none', '-o', 'VerifyHostKeyDNS=yes'];
	const {stderr} = await vmferry(...words);
	expect(stderr.match(/VerifyHostKeyDNS/g)).toHaveLength(1);
	const {stdout} = await vmferry(...words, '--json');
	expect(events(stdout)[1]).toMatchObject({state: 'refused', warnings: [expect.stringContaining('VerifyHostKeyDNS')]});
});

test('ConnectionAttempts tries again, a second later', async () => {
	const startedAt = performance.now();
	const {exitCode} = await vmferry('ls', nobody, '-F', 'none', '-o', 'ConnectionAttempts=2');
	expect(exitCode).toBe(3);
	expect(performance.now() - startedAt).toBeGreaterThan(1000);
});
