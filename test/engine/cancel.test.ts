/** A cancel at any moment: before the switch the guest stays, after it the migration ends; never in between. */
import {describe, expect, test} from 'vitest';
import {type EngineSession, endSessions, openSession, ordersTo} from '../support/engine-session.js';

endSessions();

const languages = ['hmp', 'qmp'] as const;

const expectNothingLeft = ({world, source}: EngineSession): void => {
	expect(world.running).toEqual(['alpha']);
	expect(world.beta.processes).toEqual([]);
	expect([...world.beta.folders.keys()]).toEqual([]);
	expect(ordersTo(source)).not.toContain('quit');
};

describe.each(languages)('a cancel, %s', monitors => {
	test('in the check: nothing is started', async () => {
		const session = await openSession({monitors});
		const run = await session.migrate();
		expect(run.state.phase).toBe('checking');
		run.send({kind: 'cancel-asked'});
		expect(await run.settled).toMatchObject({phase: 'cancelled', problem: undefined});
		expect(session.world.all).toHaveLength(1);
		expectNothingLeft(session);
	});

	test('while the destination is started', async () => {
		const session = await openSession({monitors});
		const {world} = session;
		world.launchScript = {onStart: () => session.send({kind: 'cancel-asked'})};
		const run = await session.migrate();
		expect(await run.settled).toMatchObject({phase: 'cancelled', problem: undefined});
		expect(world.copies).toEqual([]);
		expectNothingLeft(session);
	});

	test('while the destination is started, which then fails', async () => {
		const session = await openSession({monitors});
		const {world} = session;
		world.launchScript = {fails: {exitCode: 1, errorOutput: 'no\n'}};
		world.beta.connection.beforeScript = name => {
			if (name === 'launch') {
				session.send({kind: 'cancel-asked'});
			}
		};
		const run = await session.migrate();
		expect(await run.settled).toMatchObject({phase: 'cancelled', problem: undefined});
		expectNothingLeft(session);
	});

	test('while capabilities are set', async () => {
		const session = await openSession({monitors});
		session.source.qemu.onReceive = command => {
			if (/^migrate[_-]set/.test(command)) {
				session.send({kind: 'cancel-asked'});
			}
		};
		const run = await session.migrate();
		expect(await run.settled).toMatchObject({phase: 'cancelled', problem: undefined});
		expect(session.world.copies).toEqual([]);
		expectNothingLeft(session);
	});

	test('while migrate is sent', async () => {
		const session = await openSession({monitors});
		session.source.qemu.onReceive = command => {
			if (/^migrate (?:-d|\{)/.test(command)) {
				session.send({kind: 'cancel-asked'});
			}
		};
		const run = await session.migrate();
		expect(await run.settled).toMatchObject({phase: 'cancelled', problem: undefined});
		expectNothingLeft(session);
	});

	test('while migrate is sent, which is refused', async () => {
		const session = await openSession({monitors});
		session.source.qemu.refusals.set('migrate', 'not today');
		session.source.qemu.onReceive = command => {
			if (/^migrate (?:-d|\{)/.test(command)) {
				session.send({kind: 'cancel-asked'});
			}
		};
		const run = await session.migrate();
		expect(await run.settled).toMatchObject({phase: 'cancelled', problem: undefined});
		expectNothingLeft(session);
	});

	test('in the last moment: the guest has moved, and that is what is said', async () => {
		const session = await openSession({monitors});
		const {world} = session;
		world.copyScript = {...world.copyScript, holdAt: 2};
		const run = await session.migrate();
		await world.until(() => world.copies[0]?.isHeld === true && run.state.phase === 'pre-copy', 'the copy');
		// Everything was sent before the source hears of it.
		session.source.qemu.onReceive = command => {
			if (command.startsWith('migrate_cancel')) {
				world.copy.finish();
			}
		};
		run.send({kind: 'cancel-asked'});
		expect(await run.settled).toMatchObject({phase: 'completed', problem: undefined});
		expect(world.running).toEqual(['beta']);
	});

	test('after the last byte is no cancel any more', async () => {
		const session = await openSession({monitors});
		const {world} = session;
		world.copyScript = {...world.copyScript, holdAt: 'loading'};
		const run = await session.migrate();
		await world.until(() => world.copies[0]?.isHeld === true && run.state.phase === 'finishing', 'the loading');
		run.send({kind: 'cancel-asked'});
		expect(run.state.isCancelAsked).toBe(false);
		world.copy.release();
		expect(await run.settled).toMatchObject({phase: 'completed', problem: undefined});
		expect(ordersTo(session.source).join()).not.toContain('migrate_cancel');
	});

	test.each(['postcopy-active', 'postcopy-paused', 'pre-switchover', 'device'])(
		'is not sent once the source says %s',
		async status => {
			const session = await openSession({monitors});
			const {world, source} = session;
			world.copyScript = {...world.copyScript, holdAt: 2};
			const run = await session.migrate();
			await world.until(() => world.copies[0]?.isHeld === true && run.state.phase === 'pre-copy', 'the copy');
			source.qemu.setMigration({...source.qemu.migration, status});
			await world.until(() => run.state.source.migration?.status === status, status);
			run.send({kind: 'cancel-asked'});
			expect(ordersTo(source).join()).not.toContain('migrate_cancel');
			source.qemu.setMigration({...source.qemu.migration, status: 'active'});
			world.copy.release();
			expect(await run.settled).toMatchObject({phase: 'completed', problem: undefined});
		},
	);

	test('that somebody else typed is seen too', async () => {
		const session = await openSession({monitors});
		const {world, source} = session;
		world.copyScript = {...world.copyScript, holdAt: 2};
		const run = await session.migrate();
		await world.until(() => world.copies[0]?.isHeld === true && run.state.phase === 'pre-copy', 'the copy');
		source.qemu.cancel();
		expect((await run.settled).phase).toBe('failed');
		expectNothingLeft(session);
	});

	test.each(['0.12.4', '1.2.0'] as const)(
		'a destination of QEMU %s that does not follow quit is ended by signal',
		async version => {
			const session = await openSession({monitors, version});
			const {world} = session;
			world.copyScript = {...world.copyScript, holdAt: 2};
			world.launchScript = {
				onStart({qemu}) {
					qemu.ignoresQuit = true;
				},
			};
			const run = await session.migrate();
			await world.until(() => world.copies[0]?.isHeld === true && run.state.phase === 'pre-copy', 'the copy');
			run.send({kind: 'cancel-asked'});
			expect(await run.settled).toMatchObject({phase: 'cancelled', problem: undefined});
			expectNothingLeft(session);
		},
	);
});
