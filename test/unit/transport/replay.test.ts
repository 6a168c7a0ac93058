import {describe, expect, test} from 'vitest';
import type {RecordedEvent} from '../../../source/transport/record/recording.js';
import {digestOfScript} from '../../../source/transport/record/recording-file.js';
import {createReplay, type Replay} from '../../../source/transport/replay/replay.js';

const oldNonce = '0123456789abcdef01234567';
const newNonce = 'fedcba9876543210fedcba98';
const target = {kind: 'unix', path: '/run/vm01.qmp'} as const;

const recordingOf = (...events: readonly RecordedEvent[]): string =>
	[
		{event: 'recording', version: 1, startedAtMs: 1000},
		...events.map((event, index) => ({atMs: 1000 + index * 100, host: 'alpha', ...event})),
	]
		.map(line => `${JSON.stringify(line)}\n`)
		.join('');

const simple = recordingOf(
	{event: 'connect'},
	{event: 'status', status: {state: 'connecting'}, warnings: []},
	{event: 'connected'},
	{event: 'run', channel: 1, digest: digestOfScript('look'), arguments: ['x'], hasInput: false},
	{event: 'result', channel: 1, stdout: {text: 'found\n'}, stderr: {text: ''}, exitCode: 0},
	{event: 'start', channel: 2, digest: digestOfScript('probe')},
	{event: 'opened', channel: 2},
	{event: 'sent', channel: 2, text: `full ${oldNonce}\n`},
	{event: 'received', channel: 2, text: `\n${oldNonce} end\n`},
	{event: 'open', channel: 3, target},
	{event: 'failed', channel: 3, error: {kind: 'channel-refused', message: 'Nothing there.'}},
	{event: 'disconnect'},
);

const play = async (replay: Replay, nonce = newNonce) => {
	const host = replay.connect('alpha');
	await host.connect();
	const {stdout} = await host.runScript('look', {arguments: ['x']});
	const probe = await host.startScript('probe');
	const answer = new Promise<string>(resolve => {
		probe.onData(chunk => resolve(Buffer.from(chunk).toString()));
	});
	probe.write(`full ${nonce}\n`);
	const refusal = await host.openStream(target).catch((error: unknown) => error);
	return {stdout, answer: await answer, refusal, host};
};

describe('a replay', () => {
	test('answers as recorded, at the recorded times, with this run’s own random words', async () => {
		const replay = createReplay(simple);
		expect(replay.hosts).toEqual(['alpha']);
		const {stdout, answer, refusal} = await play(replay);
		await replay.played;
		expect(stdout).toBe('found\n');
		expect(answer).toBe(`\n${newNonce} end\n`);
		expect(refusal).toMatchObject({kind: 'channel-refused', message: 'Nothing there.'});
		expect(replay.clock.now()).toBe(2000);
	});

	test.each([
		[
			'another line',
			async (replay: Replay) => void play(replay, 'not a nonce').catch(() => undefined),
			/sent "full not a nonce/,
		],
		[
			'another script',
			async (replay: Replay) => {
				const host = replay.connect('alpha');
				await host.connect();
				void host.runScript('other');
			},
			/not in the recording/,
		],
		[
			'other arguments',
			async (replay: Replay) => {
				const host = replay.connect('alpha');
				await host.connect();
				void host.runScript('look', {arguments: ['y']});
			},
			/\["y"\]/,
		],
		[
			'a script once more',
			async (replay: Replay) => {
				const host = replay.connect('alpha');
				await host.connect();
				await host.runScript('look', {arguments: ['x']});
				void host.runScript('look', {arguments: ['x']});
			},
			/not so often/,
		],
		[
			'nothing more',
			async (replay: Replay) => {
				await replay.connect('alpha').connect();
				await replay.clock.delay(120_000);
			},
			/Left unread:\non alpha: .*"event":"run"/,
		],
		[
			'a stream that is closed before its answer',
			async (replay: Replay) => {
				const host = replay.connect('alpha');
				await host.connect();
				const probe = await host.startScript('probe');
				probe.write(`full ${newNonce}\n`);
				probe.close();
			},
			/Closed early/,
		],
	])('fails on %s', async (_name, act, words) => {
		const replay = createReplay(simple);
		const outcome = replay.played.catch((error: unknown) => error);
		void act(replay);
		expect(String(await outcome)).toMatch(words);
	});

	test('knows a script that was mended since by its lines', async () => {
		const old = 'one\ntwo\nthree\n';
		const text = recordingOf(
			{event: 'connect'},
			{event: 'connected'},
			{event: 'script', digest: digestOfScript(old), text: old},
			{event: 'run', channel: 1, digest: digestOfScript(old), arguments: [], hasInput: false},
			{event: 'result', channel: 1, stdout: {text: 'done'}, stderr: {text: ''}, exitCode: 0},
		);
		const host = createReplay(text).connect('alpha');
		await host.connect();
		expect(await host.runScript('# A comment.\none\ntwo\nthree\n')).toMatchObject({stdout: 'done'});
	});

	test('a file that is none, and a last line that was cut off', async () => {
		expect(() => createReplay('hello\n')).toThrow('Line 1');
		expect(() => createReplay('{"event":"recording","version":99}\n')).toThrow('another version');
		await play(createReplay(`${simple}{"atMs":`));
	});
});
