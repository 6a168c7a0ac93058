/** A guest that is stopped for the move goes on somewhere, whatever happens: there, or else where it was. */
import {describe, expect, test} from 'vitest';
import {endSessions, openSession, ordersTo} from '../support/engine-session.js';
import {isSince, releaseOf, scriptedVersions} from '../support/scripted-monitor/release.js';

endSessions();

const cases = scriptedVersions.flatMap(version => (['hmp', 'qmp'] as const).map(monitors => ({version, monitors})));

describe.each(cases)('a move offline on QEMU $version, $monitors', ({version, monitors}) => {
	test('stops the guest, copies it, and lets it go on there', async () => {
		const session = await openSession({version, monitors});
		const {world, source} = session;
		const run = await session.migrate({release: 'release', mode: 'offline'});
		const end = await run.settled;
		expect(end).toMatchObject({phase: 'completed', problem: undefined, isReleased: true});
		expect(world.running).toEqual(['beta']);
		expect(world.alpha.processes).toEqual([]);
		const orders = ordersTo(source);
		expect(orders.indexOf('stop')).toBeLessThan(orders.findIndex(order => /^migrate (?:-d|\{)/.test(order)));
		expect(orders.filter(order => order === 'stop')).toHaveLength(1);
		expect(orders).not.toContain('cont');
		// Before 2.4 it starts by itself, and a `cont` on 0.12 would start an empty guest.
		expect(ordersTo(world.launched).includes('cont')).toBe(isSince(releaseOf(version), 2, 4));
	});

	test('a refused migrate: the guest goes on at its source', async () => {
		const session = await openSession({version, monitors});
		const {world, source} = session;
		source.qemu.refusals.set('migrate', 'not today');
		const end = await (await session.migrate({mode: 'offline'})).settled;
		expect(end).toMatchObject({phase: 'failed', problem: {kind: 'monitor-refused'}});
		expect(world.running).toEqual(['alpha']);
		expect(world.beta.processes).toEqual([]);
	});

	test('a refused stop: nothing was touched', async () => {
		const session = await openSession({version, monitors});
		const {world, source} = session;
		source.qemu.refusals.set('stop', 'not today');
		const end = await (await session.migrate({mode: 'offline'})).settled;
		expect(end).toMatchObject({phase: 'failed', problem: {kind: 'monitor-refused', command: 'stop'}});
		expect(world.running).toEqual(['alpha']);
		expect(world.beta.processes).toEqual([]);
		expect(ordersTo(source)).not.toContain('cont');
	});

	test('a cancel in mid-copy: the guest goes on at its source', async () => {
		const session = await openSession({version, monitors});
		const {world} = session;
		world.copyScript = {...world.copyScript, holdAt: 2};
		const run = await session.migrate({mode: 'offline'});
		await world.until(() => world.copies[0]?.isHeld === true && run.state.phase === 'pre-copy', 'the copy');
		expect(world.running).toEqual([]);
		run.send({kind: 'cancel-asked'});
		expect(await run.settled).toMatchObject({phase: 'cancelled', problem: undefined});
		expect(world.running).toEqual(['alpha']);
		expect(world.beta.processes).toEqual([]);
	});

	test('a destination that ends at the last moment: the guest goes on at its source', async () => {
		const session = await openSession({version, monitors});
		const {world, source} = session;
		world.copyScript = {
			...world.copyScript,
			destination: {kind: 'ends-at-load', exitCode: 1, errorOutput: "Unknown savevm section or instance 'x' 0\n"},
		};
		const end = await (await session.migrate({release: 'release', mode: 'offline'})).settled;
		expect(end.phase).toBe('failed');
		expect(world.running).toEqual(['alpha']);
		expect(ordersTo(source)).not.toContain('quit');
	});
});
