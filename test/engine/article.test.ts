/** The article's session: QEMU 0.12.4, telnet monitors, and a destination that was started by hand. */
import {once} from 'node:events';
import net from 'node:net';
import {describe, expect, test} from 'vitest';
import {type EngineSession, endSessions, openSession, ordersTo} from '../support/engine-session.js';
import type {ScriptedVersion} from '../support/scripted-monitor/release.js';
import {guestCommandLine, type WorldProcess} from '../support/scripted-world.js';

endSessions();

type Prepared = EngineSession & {readonly waiting: WorldProcess};

const withWaiting = async (
	version: ScriptedVersion,
	monitors: 'hmp' | 'qmp' | 'both' = 'hmp',
	incoming: readonly string[] = ['-incoming', 'tcp:0:4449'],
	prepare?: (source: WorldProcess, waiting: WorldProcess) => Promise<void>,
): Promise<Prepared> => {
	let waiting: WorldProcess | undefined;
	const session = await openSession({
		version,
		monitors,
		async prepare(world, source) {
			waiting = await world.start('beta', version, guestCommandLine(monitors, incoming));
			await prepare?.(source, waiting);
		},
	});
	if (!waiting) {
		throw new Error('Nothing waits.');
	}

	return Object.defineProperty(session, 'waiting', {value: waiting, enumerable: true}) as Prepared;
};

test('moves the guest into the process that waits, with the commands of the article', async () => {
	const session = await withWaiting('0.12.4');
	const {world, source, waiting} = session;
	const end = await (await session.migrate()).settled;
	expect(end).toMatchObject({phase: 'completed', problem: undefined});
	expect(ordersTo(source)).toEqual(['migrate_set_speed 1073741824', 'migrate -d tcp:192.168.12.46:4449']);
	expect(ordersTo(waiting)).toEqual([]);
	expect(world.running).toEqual(['beta']);
	expect(world.all).toHaveLength(2);
});

test('the destination is silent while it loads: its contact is lost, and only its own word ends the migration', async () => {
	const session = await withWaiting('0.12.4');
	const {world, waiting} = session;
	world.copyScript = {...world.copyScript, holdAt: 'loading'};
	const run = await session.migrate();
	await world.until(() => world.copies[0]?.isHeld === true, 'everything sent, nothing loaded');
	await world.until(() => run.state.source.migration?.status === 'completed', 'the source to say completed');
	expect(waiting.qemu.isSilent).toBe(true);
	await world.clock.advance(6000);
	await world.until(() => run.state.destination.contact === 'lost', 'the silence to be noticed');
	expect(run.state).toMatchObject({phase: 'finishing', destination: {process: 'alive'}, problem: undefined});
	// However long it takes.
	for (let round = 0; round < 10; round++) {
		await world.clock.advance(6000);
	}

	expect(run.state.phase).toBe('finishing');
	expect(ordersTo(session.source)).toHaveLength(2);
	world.copy.release();
	expect(await run.settled).toMatchObject({phase: 'completed', problem: undefined});
	expect(world.running).toEqual(['beta']);
	// What was asked in vain is not asked all over again: one question of each who asks.
	expect(waiting.qemu.received.length).toBeLessThan(20);
});

test('a half line that a client before left at the source does not spoil the first command', async () => {
	const session = await withWaiting('0.12.4', 'hmp', undefined, async (source, waiting) => {
		for (const {monitors} of [source, waiting]) {
			const socket = net.connect(monitors.get('127.0.0.1:4444')?.where ?? {path: ''});
			await once(socket, 'data');
			socket.write('quit in a hurry');
			await once(socket, 'data');
			socket.destroy();
		}
	});
	const end = await (await session.migrate()).settled;
	expect(end).toMatchObject({phase: 'completed', problem: undefined});
	expect(session.source.qemu.received.every(line => !line.includes('hurry'))).toBe(true);
	expect(session.world.running).toEqual(['beta']);
});

describe.each([
	['0.12.4', 'qmp'],
	['0.12.4', 'both'],
	['1.2.0', 'hmp'],
	['7.2.22', 'both'],
	['11.1.3', 'qmp'],
] as const)('a process that waits by hand on QEMU %s, %s', (version, monitors) => {
	test('is found and used, and stays when the copy is cancelled', async () => {
		const session = await withWaiting(version, monitors);
		const {world, source, waiting} = session;
		world.copyScript = {...world.copyScript, holdAt: 2};
		const run = await session.migrate();
		await world.until(() => world.copies[0]?.isHeld === true && run.state.phase === 'pre-copy', 'the copy');
		run.send({kind: 'cancel-asked'});
		expect(await run.settled).toMatchObject({phase: 'cancelled', problem: undefined});
		expect(world.running).toEqual(['alpha']);
		expect(world.all).toHaveLength(2);
		expect(ordersTo(source).at(-1)).toMatch(/^migrate_cancel/);
		expect(ordersTo(waiting).every(line => /capabilit/.test(line))).toBe(true);
	});
});

test.each(['tcp:0:4450', 'tcp::4450', 'tcp:0.0.0.0:4450', 'tcp:192.168.12.46:4450', 'tcp:0:4450,ipv4=on'])(
	'the port is that of -incoming %s',
	async incoming => {
		const session = await withWaiting('7.2.22', 'qmp', ['-incoming', incoming]);
		const plan = await session.plan();
		expect(plan.destination).toMatchObject({port: 4450, launch: {kind: 'waiting', incoming: 'listen'}});
	},
);

test.each(['unix:/run/vm01.incoming', 'exec:nc -l 4449', 'fd:7', 'rdma:0:4449'])(
	'a process that waits on %s cannot be reached by TCP, which is said before anything is done',
	async incoming => {
		const session = await withWaiting('7.2.22', 'qmp', ['-incoming', incoming]);
		const proposed = await session.engine.plan({
			guestName: 'vm01',
			sourceHost: 'alpha',
			destinationHost: 'beta',
			release: 'keep',
		});
		expect(proposed).toMatchObject({ok: false, reason: {kind: 'incoming-not-tcp', host: 'beta', incoming}});
		expect(ordersTo(session.source)).toEqual([]);
	},
);

test('a waiting process that defers is told to listen, once', async () => {
	const session = await withWaiting('7.2.22', 'hmp', ['-incoming', 'defer']);
	const end = await (await session.migrate()).settled;
	expect(end).toMatchObject({phase: 'completed', problem: undefined});
	expect(ordersTo(session.waiting).filter(line => line.startsWith('migrate_incoming'))).toHaveLength(1);
});

test('a waiting process that was started with -S is continued once it has everything', async () => {
	const session = await withWaiting('7.2.22', 'qmp', ['-S', '-incoming', 'tcp:0:4449']);
	const end = await (await session.migrate()).settled;
	expect(end).toMatchObject({phase: 'completed', problem: undefined});
	expect(ordersTo(session.waiting).at(-1)).toBe('cont');
	expect(session.world.running).toEqual(['beta']);
});

test('on 0.12 a waiting process with -S is never continued by guess', async () => {
	const session = await withWaiting('0.12.4', 'hmp', ['-S', '-incoming', 'tcp:0:4449']);
	const proposed = await session.engine.plan({
		guestName: 'vm01',
		sourceHost: 'alpha',
		destinationHost: 'beta',
		release: 'keep',
	});
	expect(proposed).toMatchObject({ok: false, reason: {kind: 'arrival-not-provable', host: 'beta'}});
});
