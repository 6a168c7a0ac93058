/** The scripted monitors against what real QEMUs sent: a test that plays against a wrong QEMU proves nothing. */
import {once} from 'node:events';
import net from 'node:net';
import {afterEach, describe, expect, test} from 'vitest';
import {guestCommandLine, ScriptedWorld, type WorldProcess} from '../support/scripted-world.js';
import {readHmpRecording, readQmpRecording, recordedVersions} from '../unit/protocol/recordings.js';

const worlds: ScriptedWorld[] = [];

const newWorld = (): ScriptedWorld => {
	const world = new ScriptedWorld();
	worlds.push(world);
	return world;
};

afterEach(async () => {
	for (const world of worlds.splice(0)) {
		await world.close();
	}
});

/** A client that only types and reads. */
const connectTo = async (process: WorldProcess, key: string) => {
	const where = process.monitors.get(key)?.where;
	if (!where) {
		throw new Error(`There is no monitor ${key}.`);
	}

	const socket = net.connect(where);
	await once(socket, 'connect');
	let received = Buffer.alloc(0);
	let wake = (): void => undefined;
	socket.on('data', (chunk: Buffer) => {
		received = Buffer.concat([received, chunk]);
		wake();
	});
	return {
		socket,
		/** Reads until what came ends so. */
		async read(end: string): Promise<Buffer> {
			while (!received.toString('latin1').endsWith(end)) {
				await new Promise<void>(resolve => {
					wake = resolve;
				});
			}

			const all = received;
			received = Buffer.alloc(0);
			return all;
		},
		get unread(): number {
			return received.length;
		},
	};
};

const telnet = '127.0.0.1:4444';
const qmp = '/run/vm01.qmp';
const prompt = '(qemu) ';

/** Numbers, sizes and addresses differ from run to run. */
const shape = (text: string): string =>
	text.replaceAll(/\d+(?:\.\d+)?(?:e\+\d+)?(?: ?(?:B|KiB|MiB|GiB)\b)?/g, 'N').replaceAll(/N\.N\.N\.N|N\.N/g, 'N');

describe.each(recordedVersions)('the scripted QEMU %s', version => {
	const recorded = readHmpRecording(version);
	const exchange = (role: string, state: string, request: string) =>
		recorded.find(entry => entry.role === role && entry.state === state && entry.request === request);

	/** What stands behind the echo. */
	const outputOf = (received: Uint8Array): string => {
		const text = Buffer.from(received).toString('latin1');
		const echoEnd = '\u001B[K\r\n';
		return text.slice(text.lastIndexOf(echoEnd) + echoEnd.length);
	};

	test('greets, echoes and answers with the very bytes of the real one', async () => {
		const process = await newWorld().start('alpha', version, guestCommandLine('hmp'));
		const client = await connectTo(process, telnet);
		expect(await client.read(prompt)).toEqual(Buffer.from(exchange('src', 'connect', '')?.received ?? []));
		client.socket.write('info status\n');
		expect(await client.read(prompt)).toEqual(Buffer.from(exchange('src', 'idle', 'info status')?.received ?? []));
		client.socket.destroy();
	});

	test('tells a migration in the same lines, from waiting to completed', async () => {
		const world = newWorld();
		world.copyScript = {...world.copyScript, holdAt: 1};
		const source = await world.start('alpha', version, guestCommandLine('hmp'));
		const target = await world.start('beta', version, guestCommandLine('hmp', ['-incoming', 'tcp:0:4449']));
		const [here, there] = [await connectTo(source, telnet), await connectTo(target, telnet)];
		const say = async (client: typeof here, line: string): Promise<string> => {
			client.socket.write(`${line}\n`);
			return outputOf(await client.read(prompt));
		};
		await Promise.all([here.read(prompt), there.read(prompt)]);
		const like = (role: string, state: string, request: string): string =>
			shape(outputOf(exchange(role, state, request)?.received ?? new Uint8Array()));

		expect(shape(await say(here, 'info migrate'))).toBe(like('src', 'idle', 'info migrate'));
		if (version !== '0.12.4') {
			expect(await say(here, 'info migrate_capabilities')).toBe(
				outputOf(exchange('src', 'idle', 'info migrate_capabilities')?.received ?? Buffer.from('')),
			);
		}

		expect(shape(await say(there, 'info status'))).toBe(like('dst', 'incoming', 'info status'));
		expect(shape(await say(there, 'info migrate'))).toBe(like('dst', 'incoming', 'info migrate'));
		await say(here, 'migrate -d tcp:192.168.12.46:4449');
		expect(shape(await say(here, 'info migrate'))).toBe(like('src', 'active', 'info migrate'));
		expect(shape(await say(here, 'info status'))).toBe(like('src', 'active', 'info status'));
		expect(await say(here, 'migrate -d tcp:192.168.12.46:4449')).toBe(
			outputOf(recorded.find(({state}) => state === 'active-again')?.received ?? Buffer.from('')),
		);
		world.copy.release();
		while (!(await say(here, 'info migrate')).includes('completed'));
		expect(shape(await say(here, 'info migrate'))).toBe(like('src', 'completed', 'info migrate'));
		await say(here, 'info migrate');
		expect(shape(await say(here, 'info status'))).toBe(like('src', 'completed', 'info status'));
		expect(shape(await say(there, 'info status'))).toBe(like('dst', 'completed', 'info status'));
		expect(shape(await say(there, 'info migrate'))).toBe(like('dst', 'completed', 'info migrate'));
		expect(await say(here, 'migrate -d tcp:127.0.0.1:1')).toBe(
			outputOf(exchange('src', 'completed-again', 'migrate -d tcp:127.0.0.1:1')?.received ?? Buffer.from('\r\n')),
		);
	});

	test('greets on QMP and tells a migration with members that the real one has', async () => {
		const world = newWorld();
		const source = await world.start('alpha', version, guestCommandLine('qmp'));
		await world.start('beta', version, guestCommandLine('qmp', ['-incoming', 'tcp:0:4449']));
		const client = await connectTo(source, qmp);
		const recordedQmp = readQmpRecording(version);
		const greeting: unknown = JSON.parse((await client.read('\r\n')).toString());
		const real: unknown = JSON.parse(
			Buffer.from(recordedQmp.find(({state}) => state === 'connect')?.received ?? []).toString(),
		);
		const keysOf = (value: unknown): unknown =>
			typeof value === 'object' && value !== null && !Array.isArray(value)
				? Object.fromEntries(
						Object.entries(value)
							.sort(([left], [right]) => left.localeCompare(right))
							.map(([key, inner]) => [key, keysOf(inner)]),
					)
				: 0;
		expect(keysOf(greeting)).toEqual(keysOf(real));
		const ask = async (execute: string, parameters?: object): Promise<unknown> => {
			client.socket.write(`${JSON.stringify({execute, ...(parameters ? {arguments: parameters} : {})})}\n`);
			return JSON.parse((await client.read('\r\n')).toString());
		};
		if (version !== '0.12.4') {
			expect(await ask('qmp_capabilities')).toEqual({return: {}});
		}

		expect(await ask('migrate', {uri: 'tcp:192.168.12.46:4449'})).toEqual({return: {}});
		const active = await ask('query-migrate');
		const line = Buffer.from(
			recordedQmp.find(
				({role, state, request}) => role === 'src' && state === 'active' && request.includes('query-migrate'),
			)?.received ?? [],
		)
			.toString()
			.split('\r\n')
			.find(text => text.startsWith('{"return"'));
		const realKeys = JSON.stringify(keysOf(JSON.parse(line ?? '{}')));
		for (const key of JSON.stringify(keysOf(active)).match(/"[\w-]+"/g) ?? []) {
			expect(realKeys).toContain(key);
		}
	});
});

describe('what is peculiar', () => {
	test('one client at a time: the next is connected and hears nothing until the first has gone', async () => {
		const process = await newWorld().start('alpha', '7.2.22', guestCommandLine('hmp'));
		const first = await connectTo(process, telnet);
		await first.read(prompt);
		const second = await connectTo(process, telnet);
		first.socket.write('info status\n');
		await first.read(prompt);
		expect(second.unread).toBe(0);
		first.socket.destroy();
		expect((await second.read(prompt)).toString('latin1')).toContain('QEMU 7.2.22 monitor');
	});

	test.each([
		['0.12.4', 'infoinfo status', false],
		['7.2.22', 'info status', true],
	] as const)('%s and the half line of a client before', async (version, taken, isForgotten) => {
		const process = await newWorld().start('alpha', version, guestCommandLine('hmp'));
		const first = await connectTo(process, telnet);
		await first.read(prompt);
		first.socket.write('info');
		await first.read('\u001B[K');
		first.socket.destroy();
		const second = await connectTo(process, telnet);
		await second.read(prompt);
		second.socket.write('info status\n');
		await second.read(prompt);
		expect(process.qemu.received).toEqual([isForgotten ? 'info status' : taken]);
	});

	test('a 0.12 destination is silent while it loads, and then answers everything', async () => {
		const world = newWorld();
		const source = await world.start('alpha', '0.12.4', guestCommandLine('hmp'));
		const target = await world.start('beta', '0.12.4', guestCommandLine('hmp', ['-incoming', 'tcp:0:4449']));
		const [here, there] = [await connectTo(source, telnet), await connectTo(target, telnet)];
		await Promise.all([here.read(prompt), there.read(prompt)]);
		here.socket.write('migrate -d tcp:192.168.12.46:4449\n');
		await here.read(prompt);
		there.socket.write('info status\n');
		for (let look = 0; look < 7; look++) {
			here.socket.write('info migrate\n');
			await here.read(prompt);
			if (look < 6) {
				expect(there.unread).toBe(0);
			}
		}

		expect((await there.read(prompt)).toString('latin1')).toContain('VM status: running');
	});
});
