import {expect, test} from 'vitest';
import {vmferry} from './support/vmferry.js';

test('help names every subcommand and every exit code', async () => {
	const {exitCode, stdout} = await vmferry('--help');
	expect(exitCode).toBe(0);
	for (const text of [
		'HOST HOST',
		'ls HOST',
		'migrate GUEST',
		'release GUEST',
		'monitor GUEST@HOST',
		'lab up',
		'7 cancelled',
	]) {
		expect(stdout).toContain(text);
	}
});

test.each([
	[['ls'], 'Which hosts?'],
	[['ls', 'alpha', 'alpha'], 'different ones'],
	[['ls', '; rm -rf /'], 'not a host name that ssh would accept'],
	[['ls', '--', '-oProxyCommand=x'], 'ssh'],
	[['ls', 'alpha', '--backend', 'telnet'], '--backend telnet is none'],
	[['alpha'], 'opens on two hosts'],
	[['migrate', 'vm01', 'alpha'], 'from where to where?'],
	[['migrate', 'vm01', 'alpha', 'beta'], 'Add --yes'],
	[['migrate', 'vm01', 'alpha', 'beta', '--yes', '--speed', 'fast'], '--speed fast is no rate'],
	[['migrate', 'vm01', 'alpha', 'beta', '--yes', '--release', '--keep'], 'contradict'],
	[['migrate', 'vm01', 'alpha', 'beta', '--yes', '--relaese'], 'relaese'],
	[['release', 'vm01', 'alpha'], 'left where, running where?'],
	[['monitor', 'vm01'], 'on which host?'],
	[['lab', 'sideways'], 'up|down|status|exec'],
	[['lab', 'up', '--storage', 'tape'], '"shared" or "nfs"'],
	[['lab', 'up', '--qemu', 'beta'], '--qemu beta=11.1'],
])('%j is a wrong command line and says how it is right', async (words, sentence) => {
	const {exitCode, stdout, stderr} = await vmferry(...words);
	expect(stderr).toContain(sentence);
	expect(stdout).toBe('');
	expect(exitCode).toBe(2);
});

test('two hosts without a terminal: the console is refused politely', async () => {
	const {exitCode, stderr} = await vmferry('alpha', 'beta');
	expect(exitCode).toBe(2);
	expect(stderr).toContain('needs a terminal');
});

test('the local host is read without SSH', async () => {
	const {exitCode, stderr} = await vmferry('ls', 'local', '--json');
	expect(stderr).toBe('');
	expect(exitCode).toBe(0);
});

test('a name that cannot be resolved: the sentence, what to try, exit code 3', async () => {
	const {exitCode, stdout} = await vmferry('ls', 'no-such-host.invalid', '--json');
	expect(exitCode).toBe(3);
	expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
		event: 'problem',
		kind: 'host-not-connected',
	});
});
