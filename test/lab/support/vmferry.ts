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

/** A stretch of time, epoch milliseconds. */
export type Span = {readonly fromMs: number; readonly toMs: number};

/** When pings without an answer were sent: a second for each number that is missing among the answers. */
const lostPings = (text: string): readonly number[] => {
	const answers = [
		...text.matchAll(/^\[(?<at>[\d.]+)\] \d+ bytes from .*icmp_seq=(?<number>\d+) .*time=(?<rtt>[\d.]+) ms/gm),
	];
	const sentAtMs = new Map(
		answers.map(({groups: {at, number, rtt} = {}}) => [Number(number), Number(at) * 1000 - Number(rtt)]),
	);
	const numbers = [...sentAtMs.keys()];
	const first = Math.min(...numbers);
	return Array.from({length: Math.max(...numbers) - first}, (_, index) => first + index)
		.filter(number => !sentAtMs.has(number))
		.map(number => (sentAtMs.get(first) ?? 0) + (number - first) * 1000);
};

/** QEMU tells the network the guest's new place five times, the last one this long after it runs (QEMU's announce-* defaults). */
const announcedWithinMs = 550;

/** Pings an address once a second from the operator until told to stop. */
export const startPing = (lab: TestLab, address: string) => {
	const ping = startAtOperator(lab, ['ping', '-n', '-D', '-i', '1', address]);
	const count = (): number => ping.stdout().split('bytes from').length - 1;
	return {
		answered: () => ping.says('bytes from'),
		/**
		Resolves when the guest has answered once more. Rejects when a ping was lost but for a single one that was sent while
		neither QEMU ran the guest, or the network did not know yet which one does: the switch itself, which a ping a second meets now
		and then.
		*/
		lostNothing: async (pause: Span): Promise<void> => {
			const before = count();
			await ping.says(new RegExp(`(?:bytes from[^]*){${before + 1}}`));
			ping.child.kill('SIGINT');
			const {stdout} = await ping.ended;
			const lost = lostPings(stdout);
			const explained = lost.filter(atMs => atMs >= pause.fromMs && atMs <= pause.toMs + announcedWithinMs);
			if (lost.length > explained.length || lost.length > 1) {
				throw new Error(`${lost.length} pings were lost:\n${stdout}`);
			}
		},
	};
};

/** From the first word of the switch to the destination's answer, as `migrate --json` told it. */
export const pauseOf = ({events}: Outcome): Span => {
	const atMs = (wanted: readonly string[]): number =>
		Number(events.find(({event, phase}) => event === 'phase' && wanted.includes(String(phase)))?.['atMs']);
	const toMs = atMs(['confirming', 'completed']);
	// The source stops a moment before it is seen to; readings come every 50 ms then.
	return {fromMs: atMs(['switchover', 'finishing', 'confirming']) - 500, toMs};
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
