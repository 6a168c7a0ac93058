import path from 'node:path';
import {fileURLToPath} from 'node:url';
import xterm from '@xterm/headless';
import {spawn} from 'node-pty';
import {expect, test} from 'vitest';

/** A start of the whole program on a busy machine. */
const patienceMs = 15_000;

/** On a real terminal, whose settings can be looked at afterwards. */
const run = async (scenario: string, end: (pid: number, write: (keys: string) => void) => void) => {
	const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
	// The inner shell tells its own pid, and then is the program.
	const inner = `echo pid=$$; exec "$NODE" --import tsx test/screen/look.ts ${scenario}`;
	const child = spawn('/bin/sh', ['-c', `sh -c '${inner}'; echo rc=$?; stty -a; echo done`], {
		cols: 80,
		rows: 24,
		cwd: root,
		env: {...process.env, NODE: process.execPath, CI: 'false', NODE_ENV: 'production'},
	});
	const terminal = new xterm.Terminal({cols: 80, rows: 24, allowProposedApi: true});
	const text = (): string =>
		Array.from(
			{length: terminal.buffer.active.length},
			(_, row) => terminal.buffer.active.getLine(row)?.translateToString(true) ?? '',
		).join('\n');
	let onOutput = (): void => undefined;
	let pid = 0;
	child.onData(chunk => {
		pid ||= Number(/pid=(\d+)/.exec(chunk)?.[1] ?? 0);
		terminal.write(chunk, () => onOutput());
	});
	const until = (what: string, condition: () => boolean): Promise<void> =>
		new Promise((resolve, reject) => {
			const timer = setTimeout(() => {
				reject(new Error(`Waited in vain for ${what}:\n${text()}`));
			}, patienceMs);
			onOutput = () => {
				if (condition()) {
					clearTimeout(timer);
					resolve();
				}
			};
			onOutput();
		});

	// Keys are read raw from the moment on in which bracketed paste is switched on.
	await until('the screen', () => /q quit/.test(text()) && terminal.modes.bracketedPasteMode);
	expect(terminal.buffer.active.type).toBe('alternate');
	end(pid, keys => child.write(keys));
	await until('the end', () => /done/.test(text()));
	return {text: text(), terminal};
};

test.each<[string, string, (pid: number, write: (keys: string) => void) => void, number]>([
	['q', 'idle', (_, write) => write('q'), 0],
	['ctrl-c', 'idle', (_, write) => write('\u0003'), 0],
	['SIGTERM', 'idle', pid => process.kill(pid, 'SIGTERM'), 143],
	['SIGHUP', 'idle', pid => process.kill(pid, 'SIGHUP'), 129],
	['an error in a pane', 'broken', (_, write) => write('c'), 1],
	['an exception outside', 'exception', (_, write) => write('j'), 1],
])('%s gives the terminal back as it was', async (_, scenario, end, exitCode) => {
	const {text, terminal} = await run(scenario, end);
	expect(terminal.buffer.active.type).toBe('normal');
	expect(terminal.modes.bracketedPasteMode).toBe(false);
	expect(text).toContain(`rc=${exitCode}`);
	for (const setting of ['icanon', 'isig', 'echo', 'icrnl', 'opost']) {
		expect(text).toMatch(new RegExp(`(?<![-\\w])${setting}\\b`));
	}

	if (scenario === 'broken') {
		expect(text).toContain('This pane is broken');
		expect(text).toContain('alpha: db1 paused, vm01 running, vm02 running');
	}

	if (scenario === 'exception') {
		expect(text).toContain('Thrown outside every pane');
	}
});
