import {spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, rmSync} from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {ByteStream, ConnectionError, HostConnection} from '../../../source/transport/host-connection.js';
import {createHostConnection} from '../../../source/transport/index.js';

const readAll = async (stream: ByteStream): Promise<{text: string; error: ConnectionError | undefined}> =>
	new Promise(resolve => {
		let text = '';
		stream.onData(chunk => {
			text += Buffer.from(chunk).toString();
		});
		stream.onClose(error => resolve({text, error}));
	});

describe('the local host', () => {
	let host: HostConnection;
	beforeEach(async () => {
		host = createHostConnection('local', {ask: async () => undefined});
		await host.connect();
	});
	afterEach(async () => host.close());

	test('is ready at once', () => {
		expect(host.name).toBe('local');
		expect(host.status.state).toBe('ready');
	});

	test('runs a script with arguments and input', async () => {
		expect(
			await host.runScript('printf "%s|" "$@"; cat; echo err >&2; exit 3', {
				arguments: ["it's", '$(x)\n', ''],
				input: 'é',
			}),
		).toEqual({stdout: "it's|$(x)\n||é", stderr: 'err\n', exitCode: 3, signal: undefined});
	});

	test('tells a signal', async () => {
		expect(await host.runScript('kill -KILL $$')).toMatchObject({exitCode: undefined, signal: 'SIGKILL'});
	});

	test('a script that takes too long is ended with its children', async () => {
		const seconds = String(100_000 + Math.floor(Math.random() * 900_000));
		const running = host.runScript('sleep "$1"; :', {arguments: [seconds], timeoutMs: 300});
		await expect(running).rejects.toMatchObject({kind: 'timeout'});
		await expect.poll(() => spawnSync('pgrep', ['-f', `^sleep ${seconds}`]).status).toBe(1);
	});

	test('a script is called off', async () => {
		const controller = new AbortController();
		const running = host.runScript('sleep 60', {signal: controller.signal});
		controller.abort();
		await expect(running).rejects.toMatchObject({kind: 'closed'});
	});

	test('starts a long-lived script', async () => {
		const stream = await host.startScript('while read -r line; do echo "got $line"; done');
		const all = readAll(stream);
		stream.write('one\n');
		stream.end();
		expect(await all).toEqual({text: 'got one\n', error: undefined});
	});

	test('says why a long-lived script ended early', async () => {
		const stream = await host.startScript('echo oh >&2; exit 4');
		expect(await readAll(stream)).toMatchObject({error: {kind: 'protocol', raw: 'oh'}});
	});

	test('opens TCP and unix streams', async () => {
		const folder = mkdtempSync(path.join(os.tmpdir(), 'vmferry-local-'));
		const unixPath = path.join(folder, 'socket');
		const tcp = net.createServer(socket => socket.end('tcp')).listen(0, '127.0.0.1');
		const unix = net.createServer(socket => socket.end('unix')).listen(unixPath);
		await Promise.all([tcp, unix].map(async server => once(server, 'listening')));
		const {port} = tcp.address() as net.AddressInfo;
		expect(await readAll(await host.openStream({kind: 'tcp', host: '127.0.0.1', port}))).toEqual({
			text: 'tcp',
			error: undefined,
		});
		expect(await readAll(await host.openStream({kind: 'unix', path: unixPath}))).toEqual({
			text: 'unix',
			error: undefined,
		});
		unix.close();
		tcp.close();
		await once(tcp, 'close');
		await expect(host.openStream({kind: 'tcp', host: '127.0.0.1', port})).rejects.toMatchObject({
			kind: 'channel-refused',
			raw: expect.stringContaining('ECONNREFUSED'),
		});
		await expect(host.openStream({kind: 'unix', path: `${unixPath}-not`})).rejects.toMatchObject({
			kind: 'channel-refused',
		});
		rmSync(folder, {recursive: true});
	});

	test('close ends what is open', async () => {
		const running = host.runScript('sleep 60').catch((error: unknown) => error);
		const stream = await host.startScript('sleep 60');
		const all = readAll(stream);
		await host.close();
		expect(await running).toMatchObject({kind: 'closed'});
		expect((await all).error).toBeUndefined();
		await expect(host.runScript(':')).rejects.toMatchObject({kind: 'closed'});
	});
});
