import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {fileURLToPath} from 'node:url';
import type {TestLab} from './use-lab.js';

const bin = fileURLToPath(new URL('../../../bin/vmferry.js', import.meta.url));

/** The words that start the built command, on the Node that runs the tests. */
export const vmferryCommand = (words: readonly string[]): readonly string[] => [process.execPath, bin, ...words];

export type Outcome = {
	readonly exitCode: number | null;
	readonly stdout: string;
	readonly stderr: string;
	/** The JSON objects that were printed, one a line. */
	readonly events: ReadonlyArray<Readonly<Record<string, unknown>>>;
};

const readEvents = (stdout: string): Outcome['events'] =>
	stdout
		.split('\n')
		.filter(line => line.startsWith('{'))
		.map(line => JSON.parse(line));

/** A program that runs where the operator sits, with its output so far. */
export const startAtOperator = (lab: TestLab, words: readonly string[]) => {
	const [program = '', ...rest] = lab.operatorCommand(words);
	const child = spawn(program, rest, {stdio: ['pipe', 'pipe', 'pipe']});
	let stdout = '';
	let stderr = '';
	const listeners = new Set<() => void>();
	child.stdout.on('data', (chunk: Buffer) => {
		stdout += chunk.toString();
		for (const listener of listeners) {
			listener();
		}
	});
	child.stderr.on('data', (chunk: Buffer) => {
		stderr += chunk.toString();
	});
	const ended = once(child, 'close').then(
		([exitCode]): Outcome => ({exitCode, stdout, stderr, events: readEvents(stdout)}),
	);
	return {
		child,
		ended,
		stdout: () => stdout,
		/** Resolves when the standard output holds the text; rejects when the program ends without it. */
		says: (text: string | RegExp): Promise<void> =>
			new Promise((resolve, reject) => {
				const look = (): void => {
					if (typeof text === 'string' ? stdout.includes(text) : text.test(stdout)) {
						listeners.delete(look);
						resolve();
					}
				};

				listeners.add(look);
				look();
				void ended.then(outcome => {
					look();
					reject(new Error(`It ended without saying ${text}:\n${outcome.stdout}\n${outcome.stderr}`));
				});
			}),
	};
};

/** Runs the built vmferry where the operator sits, without a terminal, to its end. */
export const vmferry = (lab: TestLab, words: readonly string[], input?: string): Promise<Outcome> => {
	const {child, ended} = startAtOperator(lab, vmferryCommand(words));
	child.stdin.end(input ?? '');
	return ended;
};

/** Pings an address once a second from the operator until told to stop, and counts what was lost. */
export const startPing = (lab: TestLab, address: string) => {
	const ping = startAtOperator(lab, ['ping', '-n', '-i', '1', '-W', '5', address]);
	return {
		answered: () => ping.says('bytes from'),
		stop: async (): Promise<{readonly sent: number; readonly received: number}> => {
			ping.child.kill('SIGINT');
			const {stdout} = await ping.ended;
			const counts = /(?<sent>\d+) packets transmitted, (?<received>\d+) received/.exec(stdout)?.groups ?? {};
			return {sent: Number(counts['sent']), received: Number(counts['received'])};
		},
	};
};

/** A telnet session into the guest: one shell there, asked for its own process number whenever wanted. */
export const openTelnet = (lab: TestLab, address: string) => {
	const telnet = startAtOperator(lab, ['busybox', 'telnet', address]);
	let question = 0;
	return {
		/** The process number of the session's shell; another session would have another one. */
		shellPid: async (): Promise<string> => {
			question++;
			const mark = `answer${question}`;
			telnet.child.stdin.write(`echo ${mark}-$$-\n`);
			await telnet.says(new RegExp(`${mark}-\\d+-`));
			return new RegExp(`${mark}-(\\d+)-`).exec(telnet.stdout())?.[1] ?? '';
		},
		close: async (): Promise<void> => {
			telnet.child.kill('SIGKILL');
			await telnet.ended;
		},
	};
};
