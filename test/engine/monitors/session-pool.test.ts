import {afterEach, expect, test} from 'vitest';
import type {Guest} from '../../../source/domain/guest.js';
import {createEngine, type Engine} from '../../../source/engine/engine.js';
import {ask} from '../../../source/engine/monitors/ask.js';
import {NoMonitorError} from '../../../source/engine/monitors/session-pool.js';
import {queryStatus} from '../../../source/protocol/operations/index.js';
import {guestCommandLine, type MonitorChoice, ScriptedWorld, type WorldProcess} from '../../support/scripted-world.js';

let world: ScriptedWorld;
let engine: Engine;

const open = async (monitors: MonitorChoice, more: readonly string[] = []): Promise<WorldProcess> => {
	world = new ScriptedWorld();
	const started = await world.start('alpha', '7.2.22', guestCommandLine(monitors, more));
	engine = createEngine({
		hosts: ['alpha', 'beta'],
		connect: name => world.host(name).connection,
		clock: world.clock,
	});
	return started;
};

afterEach(async () => {
	await engine.close();
	await world.close();
	world.verify();
});

const guest = (): Guest => {
	const found = engine.store.getState().hosts[0]?.guests[0];
	if (!found) {
		throw new Error('There is no guest.');
	}

	return found;
};

const servedOf = ({monitors}: WorldProcess): readonly number[] =>
	[...monitors.values()].map(({server}) => server.served);

test('one session for everyone who asks, also at once', async () => {
	const started = await open('qmp');
	await engine.start();
	const [one, two] = await Promise.all([engine.pool.get(guest()), engine.pool.get(guest())]);
	expect(one).toBe(two);
	expect(servedOf(started)).toEqual([1]);
	expect(engine.pool.peek(guest().key, 'qmp')).toBe(one);
});

test('QMP where there is one, HMP where it is asked for', async () => {
	await open('both');
	await engine.start();
	expect((await engine.pool.get(guest())).language).toBe('qmp');
	expect((await engine.pool.get(guest(), 'hmp')).language).toBe('hmp');
});

test('a session that closed is opened again by whoever asks next', async () => {
	const started = await open('qmp');
	await engine.start();
	const first = await engine.pool.get(guest());
	world.alpha.connection.cutLink();
	expect(first.isOpen).toBe(false);
	await world.until(() => guest().contact.state === 'failed', 'the loss to be shown');
	await expect(engine.pool.get(guest())).rejects.toBeInstanceOf(NoMonitorError);
	world.alpha.connection.restoreLink();
	const second = await engine.pool.get(guest());
	expect(second).not.toBe(first);
	expect(await ask(second, queryStatus, undefined)).toMatchObject({ok: true, value: {running: true}});
	expect(servedOf(started)[0]).toBeGreaterThan(1);
});

test('a busy monitor is told as such, and is used once the other client has gone', async () => {
	const started = await open('qmp');
	const free = started.monitors.get('/run/vm01.qmp')?.server.take();
	await engine.start();
	await world.until(() => guest().contact.state === 'connecting', 'the poller to connect');
	await world.untilTimeouts(() => guest().contact.state === 'busy', 'the busy monitor to be noticed');
	// The pollers leave it alone for a while.
	const {probes} = world.alpha.connection;
	await world.until(() => world.alpha.connection.probes > probes + 3, 'some readings');
	expect(guest().contact.state).toBe('busy');
	free?.();
	expect((await engine.pool.get(guest())).isOpen).toBe(true);
});

test('who holds a busy monitor is said, and asked of the host once and not at each try', async () => {
	const started = await open('qmp');
	started.monitors.get('/run/vm01.qmp')?.server.take();
	world.alpha.connection.holder = 'process 4711 socat\n';
	await engine.start();
	await world.untilTimeouts(() => guest().contact.state === 'busy', 'the busy monitor to be noticed');
	const holder = {kind: 'process', pid: 4711, name: 'socat'};
	expect(guest().contact).toEqual({state: 'busy', holder});
	await world.until(() => guest().contact.state === 'connecting', 'the next try');
	await world.untilTimeouts(() => guest().contact.state === 'busy', 'it to be busy again');
	expect(guest().contact).toEqual({state: 'busy', holder});
	expect(world.alpha.connection.scripts.filter(name => name === 'holder')).toHaveLength(1);
	const asked = engine.pool.get(guest());
	asked.catch(() => undefined);
	let why = '';
	asked.catch((error: Error) => {
		why = error.message;
	});
	await world.untilTimeouts(() => why !== '', 'the answer to the person');
	expect(why).toBe('/run/vm01.qmp is taken by socat (pid 4711).');
});

test('pollers back off from a monitor that failed, and come back', async () => {
	const started = await open('qmp');
	const server = started.monitors.get('/run/vm01.qmp')?.server;
	server?.take();
	const changes: Array<{readonly state: string; readonly atMs: number}> = [];
	engine.store.subscribe(() => {
		const state = engine.store.getState().hosts[0]?.guests[0]?.contact.state ?? 'none';
		if (state !== changes.at(-1)?.state) {
			changes.push({state, atMs: world.clock.now()});
		}
	});
	await engine.start();
	await world.untilTimeouts(() => guest().contact.state === 'busy', 'the busy monitor to be noticed');
	await world.until(() => guest().contact.state === 'connecting', 'the next try');
	expect(changes.map(({state}) => state)).toEqual(['none', 'connecting', 'busy', 'connecting']);
	const waitedMs = (changes[3]?.atMs ?? 0) - (changes[2]?.atMs ?? 0);
	expect(waitedMs).toBeGreaterThanOrEqual(10_000);
	// A reading comes each second.
	expect(waitedMs).toBeLessThan(13_000);
});

test('a process that is gone loses its sessions, and its endpoint can be another’s', async () => {
	const started = await open('qmp');
	await engine.start();
	const first = await engine.pool.get(guest());
	started.qemu.end(0);
	const next = await world.start('alpha', '7.2.22', guestCommandLine('qmp'));
	await world.until(() => guest().process.pid === next.pid, 'the new process to be listed');
	expect(first.isOpen).toBe(false);
	const second = await engine.pool.get(guest());
	expect(second.isOpen).toBe(true);
	await world.until(() => next.qemu.received.includes('query-status'), 'the new process to be asked');
});

test.each([
	[['-object', 'secret,id=masterKey0,format=raw,file=/x'], /libvirt/],
	[['-name', 'other'], undefined],
])('a monitor that belongs to a manager is not touched: %s', async (more, message) => {
	const started = await open('qmp', more);
	await engine.start();
	if (message === undefined) {
		expect((await engine.pool.get(guest())).isOpen).toBe(true);
	} else {
		await expect(engine.pool.get(guest())).rejects.toThrow(message);
		expect(servedOf(started)).toEqual([0]);
	}
});

test('a guest without a monitor says why', async () => {
	await open('qmp');
	world.all[0]?.qemu.end(0);
	await world.start('alpha', '7.2.22', ['qemu-system-x86_64', '-name', 'mute', '-monitor', 'stdio']);
	await engine.start();
	await expect(engine.pool.get(guest())).rejects.toThrow(/terminal/);
});

test('events come with the guest they are of', async () => {
	const started = await open('qmp');
	await engine.start();
	await engine.pool.get(guest());
	started.qemu.stop();
	await world.until(() => Object.values(engine.store.getState().transcripts).flat().length > 0, 'the event');
	expect(engine.store.getState().transcripts[`${guest().key} qmp`]).toMatchObject([{kind: 'event', text: 'STOP'}]);
});
