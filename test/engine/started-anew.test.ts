/** vmferry is killed at any moment and started again: it finds what is under way and ends it as it would have ended. */
import {describe, expect, test} from 'vitest';
import type {Phase} from '../../source/domain/migration/phase.js';
import {type EngineSession, endSessions, openSession, ordersTo} from '../support/engine-session.js';

endSessions();

const expectMoved = ({world, source}: EngineSession): void => {
	expect(world.running).toEqual(['beta']);
	expect(world.alpha.processes).toEqual([]);
	expect(ordersTo(source).filter(order => /^migrate (?:-d|\{)/.test(order))).toHaveLength(1);
};

/** Runs until the phase was reached, and ends vmferry there. */
const killedIn = async (session: EngineSession, phase: Phase): Promise<void> => {
	await session.world.until(() => session.state.phases.some(entry => entry.phase === phase), phase);
	await session.startAnew();
};

describe.each(['hmp', 'qmp'] as const)('killed, %s', monitors => {
	test.each(['live', 'offline'] as const)(
		'in mid-copy, %s: the guest arrives and its source is released',
		async mode => {
			const session = await openSession({monitors});
			const {world} = session;
			world.copyScript = {...world.copyScript, holdAt: 2};
			await session.migrate({release: 'release', mode});
			await world.until(() => world.copies[0]?.isHeld === true, 'the copy');
			await session.startAnew();
			const run = await session.resume();
			expect(run?.state).toMatchObject({phase: 'pre-copy', plan: {mode, release: 'release'}});
			world.copy.release();
			expect(await run?.settled).toMatchObject({phase: 'completed', problem: undefined, isReleased: true});
			expectMoved(session);
		},
	);

	test('while the destination loads', async () => {
		const session = await openSession({monitors});
		const {world} = session;
		world.copyScript = {...world.copyScript, holdAt: 'loading'};
		await session.migrate({release: 'release'});
		await killedIn(session, 'finishing');
		const run = await session.resume();
		expect(run?.state.phase).toBe('finishing');
		world.copy.release();
		expect(await run?.settled).toMatchObject({phase: 'completed', isReleased: true});
		expectMoved(session);
	});

	test('after the arrival, before the release', async () => {
		const session = await openSession({monitors});
		await session.migrate({release: 'ask'});
		await killedIn(session, 'confirming');
		const run = await session.resume();
		expect(await run?.settled).toMatchObject({phase: 'confirming'});
		run?.send({kind: 'release-asked'});
		await session.world.until(() => run?.state.phase === 'completed', 'the release');
		expectMoved(session);
	});

	test.each(['live', 'offline'] as const)(
		'before migrate was sent, %s: what was started is cleared away',
		async mode => {
			const session = await openSession({monitors});
			const {world, source} = session;
			// The last order before migrate.
			source.qemu.onReceive = command => {
				if (mode === 'offline' ? command === 'stop' : /^migrate[_-]set[_-](?:parameters?|speed)/.test(command)) {
					source.qemu.onReceive = undefined;
					world.alpha.connection.cutLink();
				}
			};
			void session.migrate({release: 'release', mode, downtimeLimitMs: 100}).catch(() => undefined);
			await world.until(() => !world.alpha.connection.isUp, 'the cut');
			await session.startAnew();
			const run = await session.resume();
			expect(run?.state).toMatchObject({phase: 'rolling-back', isSent: false});
			expect(await run?.settled).toMatchObject({phase: 'failed'});
			expect(world.running).toEqual(['alpha']);
			expect(world.beta.processes).toEqual([]);
			expect([...world.beta.folders.keys()]).toEqual([]);
		},
	);

	test('and the destination ends meanwhile: nothing is under way any more, and the guest runs', async () => {
		const session = await openSession({monitors});
		const {world} = session;
		world.copyScript = {...world.copyScript, holdAt: 2};
		await session.migrate({release: 'release'});
		await world.until(() => world.copies[0]?.isHeld === true, 'the copy');
		await session.engine.close();
		world.launched.qemu.end(1);
		await session.startAnew();
		expect(await session.resume()).toBeUndefined();
		expect(world.running).toEqual(['alpha']);
	});

	test('a copy that a person began by hand is found too, and can be cancelled', async () => {
		const session = await openSession({monitors});
		const {world, source} = session;
		world.copyScript = {...world.copyScript, holdAt: 2};
		const line = [...source.qemu.commandLine, '-incoming', 'tcp:0:4449'];
		const waiting = await world.start('beta', '7.2.22', line);
		expect(source.qemu.migrate('tcp:192.168.12.46:4449')).toBeUndefined();
		const run = await session.resume();
		expect(run?.state).toMatchObject({
			phase: 'pre-copy',
			plan: {destination: {port: 4449, launch: {kind: 'waiting'}}, expectRunning: true},
		});
		await world.until(() => world.copies[0]?.isHeld === true, 'the copy');
		run?.send({kind: 'cancel-asked'});
		expect(await run?.settled).toMatchObject({phase: 'cancelled', problem: undefined});
		expect(world.running).toEqual(['alpha']);
		expect(waiting.qemu.exitCode).toBe(1);
	});
});

test('nothing under way is nothing found, also where a guest came here earlier', async () => {
	const session = await openSession({more: ['-incoming', 'tcp:0:4449']});
	expect(await session.engine.findMigrations()).toEqual([]);
});
