/**
The transport beside OpenSSH's multiplexed client, on one real sshd on loopback: opening a forwarded stream, running `true`, one
line there and back, megabytes a second, and a cold connect. The ways are measured in turns of 25, so that what else the machine
does meets all of them. Run it with tsx; needs root. `npx tsx bench/ssh.ts 1000`
*/
import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import os from 'node:os';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {writeKnownHosts} from '../test/lab/support/connect-to.js';
import {TestSshd} from '../test/lab/support/sshd.js';
import {type Client, muxClient, type Pipe, vmferryClient} from './support/ssh-clients.js';

const count = Number(process.argv[2] ?? 1000);
const turn = 25;
const streamBytes = 200 * 1024 * 1024;

const quantile = (values: readonly number[], at: number): number =>
	[...values].sort((left, right) => left - right)[Math.min(values.length - 1, Math.floor(values.length * at))] ??
	Number.NaN;

/** Waits for bytes: resolves when `count` more of them came. */
const counter = (pipe: Pipe): ((bytes: number) => Promise<void>) => {
	let owed = 0;
	let done: () => void = () => undefined;
	pipe.onData(chunk => {
		owed -= chunk.length;
		if (owed <= 0) {
			done();
		}
	});
	return async bytes => {
		owed += bytes;
		if (owed > 0) {
			await new Promise<void>(resolve => {
				done = resolve;
			});
		}
	};
};

const timed = async (action: () => Promise<void>): Promise<number> => {
	const startedMs = performance.now();
	await action();
	return performance.now() - startedMs;
};

/** `times` figures of each client, taken in turns. */
const inTurns = async (
	clients: readonly Client[],
	times: number,
	measure: (client: Client) => Promise<number>,
): Promise<ReadonlyArray<readonly number[]>> => {
	const figures = clients.map((): number[] => []);
	for (let done = 0; done < times; done += turn) {
		for (const [index, client] of clients.entries()) {
			for (let one = done; one < Math.min(times, done + turn); one += 1) {
				figures[index]?.push(await measure(client));
			}
		}
	}

	return figures;
};

const row = (what: string, figures: ReadonlyArray<readonly number[]>, at: number, digits = 2): string => {
	const values = figures.map(list => quantile(list, at));
	const ratio = (values[0] ?? Number.NaN) / (values.at(-1) ?? Number.NaN);
	return `${what.padEnd(34)}${values.map(value => value.toFixed(digits).padStart(18)).join('')}${ratio.toFixed(2).padStart(12)}`;
};

const sshd = await TestSshd.start();
writeKnownHosts(sshd);
const server = spawn(
	process.execPath,
	['--import', 'tsx', fileURLToPath(new URL('support/line-server.ts', import.meta.url))],
	{stdio: ['pipe', 'pipe', 'inherit']},
);
const [portLine] = await once(server.stdout, 'data');
const port = Number(String(portLine));
const load = (): string => os.loadavg()[0]?.toFixed(1) ?? '?';
const loadBefore = load();
const clients = [
	await vmferryClient(sshd, 'ssh2', port),
	await vmferryClient(sshd, 'openssh', port),
	await muxClient(sshd, port),
];
try {
	const opens = await inTurns(clients, count, async client => {
		let pipe: Pipe | undefined;
		const ms = await timed(async () => {
			pipe = await client.open();
			await counter(pipe)('hello\n'.length);
		});
		pipe?.close();
		return ms;
	});
	const execs = await inTurns(clients, count, async client => timed(async () => client.exec()));
	const pipes = new Map<Client, {readonly pipe: Pipe; readonly took: (bytes: number) => Promise<void>}>();
	for (const client of clients) {
		const pipe = await client.open();
		const took = counter(pipe);
		await took('hello\n'.length);
		pipes.set(client, {pipe, took});
	}

	const talk = async (client: Client, data: string | Uint8Array, answerBytes: number): Promise<number> =>
		timed(async () => {
			const open = pipes.get(client);
			open?.pipe.write(data);
			await open?.took(answerBytes);
		});
	const lines = await inTurns(clients, count, async client => talk(client, 'info migrate\n', 13));
	const rate = (ms: number): number => streamBytes / 1024 / 1024 / (ms / 1000);
	const downs = await inTurns(clients, 3, async client =>
		rate(await talk(client, `pour ${streamBytes}\n`, streamBytes)),
	);
	const bulk = new Uint8Array(streamBytes);
	const ups = await inTurns(clients, 3, async client => {
		await talk(client, `sink ${streamBytes}\n`, 'go\n'.length);
		return rate(await talk(client, bulk, 'done\n'.length));
	});
	const colds = await inTurns(clients, 10, async client => timed(async () => client.cold()));
	const version = execFileSync('ssh', ['-V', '-E', '/dev/stdout'], {
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	console.log(
		`Node ${process.version}, ${version.trim() || 'OpenSSH'}, ${os.cpus().length} cores, load ${loadBefore} before and ${load()} after, n=${count}`,
	);
	console.log(`${''.padEnd(34)}${clients.map(({name}) => name.padStart(18)).join('')}${'first/last'.padStart(12)}`);
	console.log(row('open and first line, ms, median', opens, 0.5));
	console.log(row('open and first line, ms, p99', opens, 0.99));
	console.log(row('true, ms, median', execs, 0.5));
	console.log(row('true, ms, p99', execs, 0.99));
	console.log(row('line there and back, ms, median', lines, 0.5, 3));
	console.log(row('line there and back, ms, p99', lines, 0.99, 3));
	console.log(row('to us, MiB/s, median of 3', downs, 0.5, 0));
	console.log(row('to the host, MiB/s, median of 3', ups, 0.5, 0));
	console.log(row('cold connect and true, ms, median', colds, 0.5, 0));
} finally {
	await Promise.all(clients.map(async client => client.close()));
	server.stdin.end();
	await sshd.stop();
}
