/** More than one migration, more than one release, and an engine that is closed in the middle of it. */
import {describe, expect, test} from 'vitest';
import {createEngine} from '../../source/engine/engine.js';
import {endSessions, openSession, ordersTo} from '../support/engine-session.js';
import type {ScriptedVersion} from '../support/scripted-monitor/release.js';
import type {MonitorChoice} from '../support/scripted-world.js';

endSessions();

const languages = ['hmp', 'qmp'] as const;

describe.each(
	(['0.12.4', '2.12.1', '7.2.22', '11.1.3'] as const).flatMap(version =>
		(['hmp', 'qmp', 'both'] as const).map((monitors: MonitorChoice) => ({version, monitors})),
	),
)('QEMU $version, $monitors', ({version, monitors}) => {
	test('there and back again, again and again, with a command line that does not grow', async () => {
		const session = await openSession({version, monitors});
		const {world, engine} = session;
		const lines: string[] = [];
		for (let trip = 0; trip < 6; trip++) {
			const [from, to] = trip % 2 === 0 ? ['alpha', 'beta'] : ['beta', 'alpha'];
			const run = await session.migrate({sourceHost: from, destinationHost: to, release: 'release'});
			expect(await run.settled).toMatchObject({phase: 'completed', problem: undefined});
			expect(world.running).toEqual([to]);
			lines.push(world.launched.qemu.commandLine.join(' ').replace(/tcp:[\d.]+:/, 'tcp:'));
		}

		expect(new Set(lines).size).toBe(1);
		expect(world.alpha.processes.length + world.beta.processes.length).toBe(1);
		expect(engine.store.getState().migration?.phase).toBe('completed');
	});
});

const pairs: ReadonlyArray<readonly [ScriptedVersion, ScriptedVersion]> = [
	['5.2.0', '7.2.22'],
	['7.2.22', '10.0.2'],
	['10.0.2', '11.1.3'],
	['11.1.3', '10.0.2'],
	['2.12.1', '5.2.0'],
];

describe.each(pairs)('from QEMU %s to %s', (from, to) => {
	test.each(languages)('each side is spoken to in its own way, %s', async monitors => {
		const session = await openSession({version: from, monitors});
		const {world, source} = session;
		world.launchScript = {version: to};
		const end = await (await session.migrate()).settled;
		expect(end).toMatchObject({phase: 'completed', problem: undefined});
		expect(world.running).toEqual(['beta']);
		for (const {qemu} of [source, world.launched]) {
			expect(qemu.capabilities.get('return-path')).toBe(true);
			expect(qemu.capabilities.get('events')).toBe(true);
		}
	});
});

test.each(languages)('capabilities of an earlier job are switched off on both sides, %s', async monitors => {
	const session = await openSession({monitors});
	const {world, source} = session;
	source.qemu.capabilities.set('multifd', true);
	source.qemu.capabilities.set('postcopy-ram', true);
	world.launchScript = {onStart: ({qemu}) => qemu.capabilities.set('xbzrle', true)};
	expect(await (await session.migrate()).settled).toMatchObject({phase: 'completed', problem: undefined});
	for (const {qemu} of [source, world.launched]) {
		expect([...qemu.capabilities].filter(([, isOn]) => isOn).map(([name]) => name)).toEqual(['events', 'return-path']);
	}
});

test.each(languages)('a failed attempt does not stand in the way of the next, %s', async monitors => {
	const session = await openSession({monitors});
	const {world} = session;
	world.isFirewalled = true;
	expect(await (await session.migrate()).settled).toMatchObject({phase: 'failed'});
	world.isFirewalled = false;
	expect(await (await session.migrate()).settled).toMatchObject({phase: 'completed', problem: undefined});
	expect(world.running).toEqual(['beta']);
});

test.each(languages)('the guest is not moved twice: its empty process is no guest, %s', async monitors => {
	const session = await openSession({monitors});
	expect(await (await session.migrate()).settled).toMatchObject({phase: 'completed'});
	const again = await session.engine.plan({
		guestName: 'vm01',
		sourceHost: 'alpha',
		destinationHost: 'beta',
		release: 'keep',
	});
	expect(again).toMatchObject({ok: false, reason: {kind: 'guest-already-moved', otherHost: 'beta'}});
});

describe.each(languages)('a QEMU that daemonizes, %s', monitors => {
	test('is taken for the guest only once its first process has ended', async () => {
		const session = await openSession({monitors, more: ['-daemonize']});
		const {world} = session;
		const run = await session.migrate();
		await world.until(() => world.all.length === 3, 'both processes of the destination');
		const [, first, second] = world.all;
		const {probes} = world.beta.connection;
		await world.until(() => world.beta.connection.probes > probes + 5, 'some readings');
		expect(run.state).toMatchObject({phase: 'preparing', destinationProcess: undefined});
		first?.qemu.end(0);
		expect(await run.settled).toMatchObject({phase: 'completed', destinationProcess: {pid: second?.pid}});
		expect(world.running).toEqual(['beta']);
		// What it printed is gone; the plan stays with the guest that it brought.
		expect([...world.beta.folders.values()]).toMatchObject([
			{output: undefined, plan: expect.stringContaining('vm01')},
		]);
	});

	test('and fails before that is told with its words', async () => {
		const session = await openSession({monitors, more: ['-daemonize']});
		session.world.launchScript = {fails: {exitCode: 1, errorOutput: 'Could not open the image\n'}};
		expect(await (await session.migrate()).settled).toMatchObject({
			phase: 'failed',
			problem: {kind: 'destination-not-started', raw: expect.stringContaining('Could not open')},
		});
	});

	test('is ended after a cancel', async () => {
		const session = await openSession({monitors, more: ['-daemonize']});
		const {world} = session;
		world.copyScript = {...world.copyScript, holdAt: 2};
		const run = await session.migrate();
		await world.until(() => world.all.length === 3, 'both processes of the destination');
		world.all[1]?.qemu.end(0);
		await world.until(() => world.copies[0]?.isHeld === true && run.state.phase === 'pre-copy', 'the copy');
		run.send({kind: 'cancel-asked'});
		expect(await run.settled).toMatchObject({phase: 'cancelled', problem: undefined});
		expect(world.running).toEqual(['alpha']);
		expect(world.beta.processes).toEqual([]);
	});
});

describe.each([...languages, 'both'] as const)('an engine that is closed, %s', monitors => {
	const places = ['check', 'launch', 'capabilities', 'migrate', 'copy', 'loading', 'cancel', 'release'] as const;
	test.each(places)('during %s leaves everything to QEMU, and no timer, stream or later order', async place => {
		const session = await openSession({monitors});
		const {world, engine, source} = session;
		let isThere = false;
		const here = (): void => {
			isThere = true;
		};
		const onOrder = (pattern: RegExp): void => {
			source.qemu.onReceive = command => {
				if (pattern.test(command)) {
					here();
				}
			};
		};

		switch (place) {
			case 'check':
				isThere = true;
				break;
			case 'launch':
				world.launchScript = {onStart: here};
				break;
			case 'capabilities':
				onOrder(/^migrate[_-]set[_-]capabilit/);
				break;
			case 'migrate':
				onOrder(/^migrate (?:-d|\{)/);
				break;
			case 'release':
				onOrder(/^quit/);
				source.qemu.ignoresQuit = true;
				break;
			default:
				world.copyScript = {...world.copyScript, holdAt: place === 'loading' ? 'loading' : 2};
		}

		const run = await session.migrate({release: 'release'});
		if (place === 'copy' || place === 'loading' || place === 'cancel') {
			await world.until(() => world.copies[0]?.isHeld === true, 'the copy');
			if (place === 'cancel') {
				onOrder(/^migrate_cancel/);
				run.send({kind: 'cancel-asked'});
			} else {
				isThere = true;
			}
		}

		await world.until(() => isThere, place);
		await engine.close();
		const orders = [ordersTo(source).length, world.beta.processes.length];
		expect(world.alpha.connection.openStreams + world.beta.connection.openStreams).toBe(0);
		// What was under way comes to its end by itself, whatever it was.
		await world.until(() => world.clock.pending === 0, 'the last timer');
		expect(ordersTo(source).length).toBeLessThanOrEqual((orders[0] ?? 0) + 1);
		expect(world.beta.processes.length).toBe(orders[1]);
		expect(world.running).toHaveLength(place === 'loading' ? 0 : 1);
		world.copies[0]?.release();
	});
});

test('an engine that was closed before it had connected is quiet too', async () => {
	const session = await openSession();
	const {world} = session;
	const engine = createEngine({
		hosts: ['alpha'],
		connect: () => world.beta.connection,
		clock: world.clock,
	});
	const starting = engine.start();
	await engine.close();
	await starting;
	await session.engine.close();
	await world.until(() => world.clock.pending === 0, 'the last timer');
});
