/** The end of the source's empty process, which must never be the end of the only copy. */
import {describe, expect, test} from 'vitest';
import {releaseLeftover} from '../../source/engine/migration/release-leftover.js';
import type {MigrationRun} from '../../source/engine/migration/runner.js';
import {type EngineSession, endSessions, openSession, ordersTo} from '../support/engine-session.js';

endSessions();

const languages = ['hmp', 'qmp'] as const;

/** A guest that has arrived, its source waiting for the person's word. */
const arrive = async (session: EngineSession): Promise<MigrationRun> => {
	const run = await session.migrate({release: 'ask'});
	expect(await run.settled).toMatchObject({phase: 'confirming', problem: undefined});
	return run;
};

describe.each(languages)('with %s', monitors => {
	test('the source is ended when the person says so', async () => {
		const session = await openSession({monitors});
		const run = await arrive(session);
		run.send({kind: 'release-asked'});
		await session.world.until(() => run.state.phase === 'completed', 'the release');
		expect(run.state).toMatchObject({isReleased: true, problem: undefined});
		expect(session.world.alpha.processes).toEqual([]);
		expect(session.world.running).toEqual(['beta']);
	});

	test('or kept', async () => {
		const session = await openSession({monitors});
		const run = await arrive(session);
		run.send({kind: 'kept'});
		expect(run.state).toMatchObject({phase: 'completed', isReleased: false});
		expect(session.world.alpha.processes).toHaveLength(1);
		expect(ordersTo(session.source)).not.toContain('quit');
	});

	test('not while the destination has stopped the guest', async () => {
		const session = await openSession({monitors});
		const run = await arrive(session);
		session.world.launched.qemu.setRunState('paused');
		run.send({kind: 'release-asked'});
		await session.world.until(() => run.state.problem !== undefined, 'the refusal');
		expect(run.state).toMatchObject({phase: 'confirming', problem: {kind: 'release-refused'}});
		expect(ordersTo(session.source)).not.toContain('quit');
		// It runs again: now it may be.
		session.world.launched.qemu.setRunState('running');
		run.send({kind: 'release-asked'});
		await session.world.until(() => run.state.phase === 'completed', 'the release');
		expect(run.state).toMatchObject({problem: undefined, isReleased: true});
	});

	test('not when the destination has died', async () => {
		const session = await openSession({monitors});
		const run = await arrive(session);
		session.world.launched.qemu.end(undefined);
		run.send({kind: 'release-asked'});
		await session.world.until(() => run.state.problem !== undefined, 'the refusal');
		expect(run.state).toMatchObject({
			phase: 'confirming',
			problem: {kind: 'release-refused'},
			// What is shown of both sides is what the refusal saw.
			destination: {process: 'gone'},
			source: {status: {running: false}},
		});
		expect(session.source.qemu.isAlive).toBe(true);
		expect(ordersTo(session.source)).not.toContain('quit');
	});

	test.each(['alpha', 'beta'] as const)('not while %s does not answer', async name => {
		const session = await openSession({monitors});
		const run = await arrive(session);
		const {connection} = session.world.host(name);
		connection.cutLink();
		run.send({kind: 'release-asked'});
		await session.world.until(() => run.state.problem !== undefined, 'the refusal');
		expect(run.state).toMatchObject({phase: 'confirming', problem: {kind: 'release-refused'}});
		expect(ordersTo(session.source)).not.toContain('quit');
		connection.restoreLink();
		run.send({kind: 'release-asked'});
		await session.world.until(() => run.state.phase === 'completed', 'the release');
		expect(session.world.running).toEqual(['beta']);
	});

	test('not when somebody continued the source, however wrong that was', async () => {
		const session = await openSession({monitors});
		const run = await arrive(session);
		session.world.launched.qemu.setRunState('paused');
		session.source.qemu.setRunState('running');
		run.send({kind: 'release-asked'});
		await session.world.until(() => run.state.problem !== undefined, 'the refusal');
		expect(ordersTo(session.source)).not.toContain('quit');
		expect(session.source.qemu.isAlive).toBe(true);
	});

	test('a quit that does not end is told, and by --release it does not wait for ever', async () => {
		const session = await openSession({monitors});
		session.source.qemu.ignoresQuit = true;
		const run = await session.migrate({release: 'release'});
		const end = await run.settled;
		expect(end).toMatchObject({
			phase: 'confirming',
			problem: {kind: 'release-refused', why: expect.stringContaining('quit')},
		});
		expect(session.world.running).toEqual(['beta']);
		// Never by force.
		expect(session.world.alpha.connection.scripts).not.toContain('signal');
	});

	test('a quit whose answer is lost with the link', async () => {
		const session = await openSession({monitors});
		const {world, source} = session;
		const run = await arrive(session);
		source.qemu.onReceive = command => {
			if (command === 'quit') {
				world.alpha.connection.cutLink();
			}
		};
		run.send({kind: 'release-asked'});
		await world.until(() => run.state.problem !== undefined, 'the refusal');
		expect(run.state).toMatchObject({phase: 'confirming', problem: {kind: 'release-refused'}});
		world.alpha.connection.restoreLink();
		run.send({kind: 'release-asked'});
		await world.until(() => run.state.phase === 'completed', 'the release');
		expect(run.state).toMatchObject({isReleased: true, problem: undefined});
		expect(world.running).toEqual(['beta']);
	});

	test('a leftover of an earlier migration is released under the same rules', async () => {
		const session = await openSession({monitors});
		const {world, source, engine} = session;
		expect(await (await session.migrate({release: 'keep'})).settled).toMatchObject({phase: 'completed'});
		const leftover = {guestName: 'vm01', source: 'alpha', destination: 'beta'};
		world.launched.qemu.setRunState('inmigrate');
		expect(await releaseLeftover(engine, leftover)).toMatchObject({kind: 'release-refused'});
		expect(ordersTo(source)).not.toContain('quit');
		world.launched.qemu.setRunState('running');
		expect(await releaseLeftover(engine, leftover)).toBeUndefined();
		expect(world.alpha.processes).toEqual([]);
		expect(world.running).toEqual(['beta']);
	});
});
