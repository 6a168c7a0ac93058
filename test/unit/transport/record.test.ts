import {existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {BufferedStream} from '../../../source/transport/common/buffered-stream.js';
import {StatusCell} from '../../../source/transport/common/status-cell.js';
import {ConnectionError, type HostConnection} from '../../../source/transport/host-connection.js';
import {RecordedConnection, recordedAsk} from '../../../source/transport/record/recorded-connection.js';
import {RecordingFile} from '../../../source/transport/record/recording-file.js';

let folder: string;
let file: string;
let recording: RecordingFile;

beforeEach(() => {
	folder = mkdtempSync(path.join(os.tmpdir(), 'vmferry-record-'));
	file = path.join(folder, 'recording.jsonl');
	recording = new RecordingFile(file);
});
afterEach(() => {
	recording.close();
	rmSync(folder, {recursive: true});
});

const lines = () =>
	readFileSync(file, 'utf8')
		.trim()
		.split('\n')
		.map(line => JSON.parse(line));

/** A host that answers each script with its arguments, and each stream by hand. */
const host = () => {
	const status = new StatusCell();
	const streams: BufferedStream[] = [];
	const open = async () => {
		const stream = new BufferedStream({write: () => undefined, end: () => undefined, close: () => stream.finish()});
		streams.push(stream);
		return stream;
	};

	const connection: HostConnection = {
		name: 'alpha',
		get status() {
			return status.value;
		},
		warnings: ['RekeyLimit is left to the server.'],
		onStatus: listener => status.subscribe(listener),
		async connect() {
			status.set({state: 'ready', roundTripMs: 3});
		},
		async runScript(script, options) {
			if (script === 'fail') {
				throw new ConnectionError({kind: 'lost', host: 'alpha', message: 'Lost.', raw: 'password=hunter2'});
			}

			return {stdout: options?.arguments?.join(' ') ?? '', stderr: '', exitCode: 0, signal: undefined};
		},
		startScript: open,
		openStream: open,
		async close() {
			status.set({state: 'closed'});
		},
	};
	return {connection: new RecordedConnection(connection, recording), streams};
};

const target = {kind: 'tcp', host: '127.0.0.1', port: 4444} as const;
const bytes = (text: string) => Buffer.from(text, 'latin1');

describe('a recording', () => {
	test('is for its owner only, and never overwrites', () => {
		expect(statSync(file).mode & 0o777).toBe(0o600);
		const before = readFileSync(file, 'utf8');
		expect(() => new RecordingFile(file)).toThrow(/EEXIST/);
		writeFileSync(path.join(folder, 'other'), 'kept');
		expect(() => new RecordingFile(path.join(folder, 'other'))).toThrow(/EEXIST/);
		expect(readFileSync(path.join(folder, 'other'), 'utf8')).toBe('kept');
		expect(readFileSync(file, 'utf8')).toBe(before);
		expect(existsSync(file)).toBe(true);
	});

	test('tells what passed: when, where, which channel, which direction', async () => {
		const {connection, streams} = host();
		await connection.connect();
		expect(await connection.runScript('echo', {arguments: ['a b'], input: 'anything'})).toMatchObject({stdout: 'a b'});
		const stream = await connection.openStream(target);
		const chunks: string[] = [];
		stream.onData(chunk => chunks.push(Buffer.from(chunk).toString('latin1')));
		streams[0]?.deliver(bytes('QEMU 7.2.22 mon'));
		streams[0]?.deliver(bytes('itor\r\n\xff\xfb\x01\n(qemu) '));
		stream.write('info status\n');
		stream.onClose(() => undefined);
		stream.close();
		await connection.close();
		expect(chunks.join('')).toBe('QEMU 7.2.22 monitor\r\n\xff\xfb\x01\n(qemu) ');
		expect(lines()).toMatchObject([
			{event: 'recording', version: 1},
			{host: 'alpha', event: 'connect', atMs: expect.any(Number)},
			{event: 'status', status: {state: 'ready', roundTripMs: 3}, warnings: [expect.any(String)]},
			{event: 'connected'},
			{event: 'script', text: 'echo'},
			{event: 'run', channel: 1, arguments: ['a b'], hasInput: true},
			{event: 'result', channel: 1, stdout: {text: 'a b'}, exitCode: 0},
			{event: 'open', channel: 2, target},
			{event: 'opened', channel: 2},
			{event: 'received', channel: 2, base64: bytes('QEMU 7.2.22 monitor\r\n\xff\xfb\x01\n').toString('base64')},
			{event: 'received', channel: 2, text: '(qemu) '},
			{event: 'sent', channel: 2, text: 'info status\n'},
			{event: 'close', channel: 2},
			{event: 'closed', channel: 2},
			{event: 'disconnect'},
			{event: 'status', status: {state: 'closed'}},
		]);
		expect(readFileSync(file, 'utf8')).not.toContain('anything');
	});

	test('holds no secret: arguments, input, prompts, echoes, command lines cut anywhere, errors', async () => {
		const {connection, streams} = host();
		await connection.runScript('launch', {arguments: ['-object', 'secret,id=s,data=hunter2'], input: 'hunter2\n'});
		await expect(connection.runScript('fail')).rejects.toMatchObject({raw: 'password=hunter2'});
		const probe = await connection.startScript('probe');
		const received: string[] = [];
		probe.onData(chunk => received.push(Buffer.from(chunk).toString()));
		for (const part of ['-spice\0port=1,passw', 'ord=hun', 'ter2\0-name\0vm01\n']) {
			streams[0]?.deliver(bytes(part));
		}

		expect(received.join('')).toContain('password=hunter2');
		const monitor = await connection.openStream(target);
		monitor.onData(() => undefined);
		monitor.write('set_password vnc hunter2\n');
		streams[1]?.deliver(bytes('set_password vnc h\x1b[K\x1b[Dhunter2\r\n(qemu) '));
		monitor.write('change vnc password\n');
		streams[1]?.deliver(bytes('Password: '));
		monitor.write('hunter2\n');
		streams[1]?.deliver(bytes('*******\r\n(qemu) '));
		monitor.write('info status\n');
		streams[1]?.deliver(bytes('VM status: running\r\n'));
		const text = readFileSync(file, 'utf8');
		expect(text).not.toContain('hunter2');
		expect(text).not.toContain('hun"');
		expect(text).toContain('VM status: running');
		expect(lines()).toContainEqual(expect.objectContaining({event: 'sent', removedBytes: 8}));
	});

	test('of a question only that it was asked and answered', async () => {
		const ask = recordedAsk(async () => 'hunter2', recording, 'alpha');
		expect(await ask({kind: 'secret', host: 'alpha', prompt: 'Password'})).toBe('hunter2');
		expect(lines().slice(1)).toMatchObject([
			{event: 'asked', question: {kind: 'secret', prompt: 'Password'}},
			{event: 'answered', isAnswered: true},
		]);
		expect(readFileSync(file, 'utf8')).not.toContain('hunter2');
	});
});
