import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {describe, expect, test} from 'vitest';
import {packScript, truncatedScriptExitCode} from '../../../source/transport/common/script-envelope.js';

const isThere = (program: string) => spawnSync(program, ['-c', 'true']).error === undefined;

// As /bin/sh, and as the login shell of an account.
const shells = [['dash'], ['bash', '--posix'], ['busybox', 'sh']].filter(([program = '']) => isThere(program));
const loginShells = ['dash', 'bash', 'fish', 'tcsh', 'zsh'].filter(program => isThere(program));

const script = `printf '%s|' "$@"; IFS= read -r line; printf '%s|' "$line"; cat; exit 5`;
const nasty = ["it's", '$(x)', 'héé\n', '', '\\'];
const wanted = `it's|$(x)|héé\n||\\|first é|second\n`;

/** Feeds standard input in pieces, each after the last one was taken. */
const feed = async (program: string, args: readonly string[], pieces: readonly Uint8Array[]) => {
	const child = spawn(program, args, {stdio: ['pipe', 'pipe', 'pipe']});
	let stdout = '';
	child.stdout.on('data', chunk => {
		stdout += String(chunk);
	});
	child.stdin.on('error', () => undefined);
	const closed = once(child, 'close');
	for (const piece of pieces) {
		await new Promise(resolve => {
			child.stdin.write(piece, resolve);
		});
	}

	child.stdin.end();
	const [code] = await closed;
	return {stdout, code};
};

describe('packScript', () => {
	const {bootstrap, command, payload} = packScript(script, nasty);
	const all = Buffer.concat([payload, Buffer.from('first é\nsecond\n')]);

	test('puts nothing but a number of its own into the command', () => {
		expect(packScript('x'.repeat(500)).command.replaceAll('500', 'N')).toBe(
			packScript('é'.repeat(10), ["'"]).command.replaceAll(
				String(packScript('é'.repeat(10), ["'"]).payload.length),
				'N',
			),
		);
		expect(command).not.toMatch(/[\\!\n]/);
		expect(command.match(/'/g)).toHaveLength(2);
	});

	test.each(shells)('%s %s reads exactly the script, in one piece or byte by byte', async (...shell) => {
		const [program, ...args] = shell as [string, ...string[]];
		expect(await feed(program, [...args, '-c', bootstrap], [all])).toEqual({stdout: wanted, code: 5});
		const bytes = [...all].map(byte => Uint8Array.of(byte));
		expect(await feed(program, [...args, '-c', bootstrap], bytes)).toEqual({stdout: wanted, code: 5});
	});

	test.each(loginShells)('%s as the login shell reads the command alike', async shell => {
		expect(await feed(shell, ['-c', command], [all])).toEqual({stdout: wanted, code: 5});
	});

	test('a script that arrives cut off is not run', async () => {
		const {stdout, code} = await feed(
			'/bin/sh',
			['-c', packScript('echo ran; echo again').bootstrap],
			[Buffer.from('echo ran;')],
		);
		expect({stdout, code}).toEqual({stdout: '', code: truncatedScriptExitCode});
	});

	test('refuses NUL', () => {
		expect(() => packScript('a\0b')).toThrow(RangeError);
		expect(() => packScript(':', ['a\0b'])).toThrow(RangeError);
	});
});
