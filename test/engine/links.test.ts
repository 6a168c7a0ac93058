/** The link to a host dies and comes back, in every phase: no guess, no second order, one running guest, nothing left. */
import {describe, expect, test} from 'vitest';
import type {MigrationRun} from '../../source/engine/migration/runner.js';
import {type EngineSession, endSessions, openSession, ordersTo} from '../support/engine-session.js';
import type {CopyScript} from '../support/scripted-monitor/copy.js';
import type {ScriptedVersion} from '../support/scripted-monitor/release.js';

endSessions();

const migratesOf = ({source}: EngineSession): number =>
	ordersTo(source).filter(line => /^migrate (?:-d|\{)/.test(line)).length;

const sides = [['alpha'], ['beta'], ['alpha', 'beta']] as const;
const languages = ['hmp', 'qmp'] as const;
const cases = sides.flatMap(cut => languages.map(monitors => ({cut, monitors})));

type Held = EngineSession & {readonly run: MigrationRun};

/** A migration that stands where the copy is held. */
const holdAt = async (
	place: CopyScript['holdAt'],
	monitors: 'hmp' | 'qmp',
	version: ScriptedVersion = '7.2.22',
	copy: Partial<CopyScript> = {},
): Promise<Held> => {
	const session = await openSession({monitors, version});
	const {world} = session;
	world.copyScript = {...world.copyScript, ...copy, holdAt: place};
	const run = await session.migrate();
	const phase = place === 'loading' ? 'finishing' : 'pre-copy';
	await world.until(() => world.copies[0]?.isHeld === true && run.state.phase === phase, `phase ${phase}`);
	return Object.defineProperty(session, 'run', {value: run}) as Held;
};

const cutLinks = async ({world, run}: Held, cut: readonly string[]): Promise<void> => {
	for (const name of cut) {
		world.host(name).connection.cutLink();
	}

	await world.until(
		() =>
			(!cut.includes('alpha') || run.state.source.contact === 'lost') &&
			(!cut.includes('beta') || run.state.destination.contact === 'lost'),
		'the loss to be noticed',
	);
};

const restoreLinks = ({world}: EngineSession): void => {
	world.alpha.connection.restoreLink();
	world.beta.connection.restoreLink();
};

describe.each(cases)('the link to $cut dies, $monitors', ({cut, monitors}) => {
	test('in mid-copy: the migration is QEMU’s and goes on', async () => {
		const held = await holdAt(2, monitors);
		const {world, run, source} = held;
		const before = ordersTo(source).length;
		await cutLinks(held, cut);
		expect(run.state).toMatchObject({phase: 'pre-copy', problem: undefined});
		expect(ordersTo(source)).toHaveLength(before);
		restoreLinks(held);
		world.copy.release();
		expect(await run.settled).toMatchObject({phase: 'completed', problem: undefined});
		expect(world.running).toEqual(['beta']);
		expect(migratesOf(held)).toBe(1);
	});

	test('in mid-copy, which ends meanwhile with the guest on the other side', async () => {
		const held = await holdAt(2, monitors);
		const {world, run, source} = held;
		await cutLinks(held, cut);
		world.copy.finish();
		expect(world.running).toEqual(['beta']);
		const before = ordersTo(source).length;
		await world.until(() => world.clock.now() > (run.state.phases.at(-1)?.atMs ?? 0) + 5000, 'some looks');
		expect(['pre-copy', 'finishing', 'switchover']).toContain(run.state.phase);
		restoreLinks(held);
		expect(await run.settled).toMatchObject({phase: 'completed', problem: undefined});
		expect(ordersTo(source)).toHaveLength(before);
	});

	test('in mid-copy, and the destination is killed meanwhile', async () => {
		const held = await holdAt(2, monitors);
		const {world, run, source} = held;
		await cutLinks(held, cut);
		world.launched.qemu.end(undefined);
		expect(world.running).toEqual(['alpha']);
		restoreLinks(held);
		expect(await run.settled).toMatchObject({phase: 'failed', problem: {kind: 'copy-failed'}});
		expect(world.running).toEqual(['alpha']);
		expect(ordersTo(source)).not.toContain('cont');
		expect([...world.beta.folders.keys()]).toEqual([]);
	});

	test('after the last byte, without the return path, and the destination ends meanwhile', async () => {
		const held = await holdAt('loading', monitors, '1.7.2');
		const {world, run, source} = held;
		await cutLinks(held, cut);
		world.launched.qemu.end(1, 'load of migration failed\n');
		await world.until(() => world.clock.now() > (run.state.phases.at(-1)?.atMs ?? 0) + 8000, 'some looks');
		if (cut.some(name => name === 'beta')) {
			// Nobody has seen that it is gone.
			expect(run.state.phase).toBe('finishing');
			expect(ordersTo(source)).not.toContain('cont');
		}

		restoreLinks(held);
		expect(await run.settled).toMatchObject({phase: 'failed', problem: {kind: 'destination-lost'}});
		expect(world.running).toEqual(['alpha']);
		expect(ordersTo(source).filter(line => line === 'cont')).toHaveLength(1);
	});

	test('after the last byte: nothing is continued or ended until both are seen', async () => {
		const held = await holdAt('loading', monitors, '1.7.2');
		const {world, run, source} = held;
		const before = [ordersTo(source).length, ordersTo(world.launched).length];
		await cutLinks(held, cut);
		await world.until(() => world.clock.now() > (run.state.phases.at(-1)?.atMs ?? 0) + 8000, 'some looks');
		expect([ordersTo(source).length, ordersTo(world.launched).length]).toEqual(before);
		expect(world.beta.processes).toHaveLength(1);
		world.copy.finish();
		restoreLinks(held);
		expect(await run.settled).toMatchObject({phase: 'completed', problem: undefined});
		expect(world.running).toEqual(['beta']);
	});

	test('and a cancel is asked for: it is done when the link is back', async () => {
		const held = await holdAt(2, monitors);
		const {world, run} = held;
		await cutLinks(held, cut);
		run.send({kind: 'cancel-asked'});
		await world.until(() => world.clock.now() > (run.state.phases.at(-1)?.atMs ?? 0) + 3000, 'some looks');
		expect(['cancelling', 'rolling-back']).toContain(run.state.phase);
		restoreLinks(held);
		expect(await run.settled).toMatchObject({phase: 'cancelled', problem: undefined});
		expect(world.running).toEqual(['alpha']);
		expect(world.beta.processes).toEqual([]);
		expect([...world.beta.folders.keys()]).toEqual([]);
	});
});

describe.each(languages)('the source’s answer is lost with the link, %s', monitors => {
	test('to migrate, which was done: it is not sent again', async () => {
		const session = await openSession({monitors});
		const {world, source} = session;
		world.copyScript = {...world.copyScript, holdAt: 1};
		source.qemu.onReceive = command => {
			if (/^migrate (?:-d|\{)/.test(command)) {
				world.alpha.connection.cutLink();
			}
		};
		const run = await session.migrate();
		await world.until(() => run.state.source.contact === 'lost', 'the loss');
		expect(run.state.phase).toBe('starting');
		restoreLinks(session);
		await world.until(() => run.state.phase === 'pre-copy', 'the copy to be found');
		world.copy.release();
		expect(await run.settled).toMatchObject({phase: 'completed', problem: undefined});
		expect(migratesOf(session)).toBe(1);
		expect(world.running).toEqual(['beta']);
	});

	test.each([undefined, 'completed', 'failed', 'cancelled'])(
		'to migrate, which never came there (before that, a migration that ended %s)',
		async earlier => {
			const session = await openSession({monitors});
			const {world, source} = session;
			if (earlier !== undefined) {
				source.qemu.setMigration({status: earlier});
			}

			world.alpha.connection.beforeWrite = data => {
				if (/migrate -d|"migrate"/.test(data)) {
					world.alpha.connection.cutLink();
					return false;
				}

				return true;
			};
			const run = await session.migrate();
			await world.until(() => run.state.source.contact === 'lost', 'the loss');
			expect(run.state.isSent).toBe(true);
			world.alpha.connection.beforeWrite = undefined;
			restoreLinks(session);
			expect((await run.settled).phase).toBe('failed');
			expect(run.state.problem).toBeDefined();
			expect(world.running).toEqual(['alpha']);
			expect(world.beta.processes).toEqual([]);
			expect(migratesOf(session)).toBe(0);
		},
	);

	test('to migrate, which never came there, and then a cancel', async () => {
		const session = await openSession({monitors});
		const {world} = session;
		world.alpha.connection.beforeWrite = data => {
			if (/migrate -d|"migrate"/.test(data)) {
				world.alpha.connection.cutLink();
				return false;
			}

			return true;
		};
		const run = await session.migrate();
		await world.until(() => run.state.source.contact === 'lost', 'the loss');
		run.send({kind: 'cancel-asked'});
		world.alpha.connection.beforeWrite = undefined;
		restoreLinks(session);
		expect(await run.settled).toMatchObject({phase: 'cancelled', problem: undefined});
		expect(world.running).toEqual(['alpha']);
		expect(world.beta.processes).toEqual([]);
	});

	test('to migrate_cancel, whether it was done or not', async () => {
		for (const isLost of [true, false]) {
			const held = await holdAt(2, monitors);
			const {world, run, source} = held;
			world.alpha.connection.beforeWrite = data => {
				if (data.includes('migrate_cancel') && isLost) {
					world.alpha.connection.cutLink();
					return false;
				}

				return true;
			};
			source.qemu.onReceive = command => {
				if (command.startsWith('migrate_cancel') && !isLost) {
					world.alpha.connection.cutLink();
				}
			};
			run.send({kind: 'cancel-asked'});
			await world.until(() => run.state.source.contact === 'lost', 'the loss');
			world.alpha.connection.beforeWrite = undefined;
			source.qemu.onReceive = undefined;
			restoreLinks(held);
			expect(await run.settled).toMatchObject({phase: 'cancelled', problem: undefined});
			expect(world.running).toEqual(['alpha']);
			expect(world.beta.processes).toEqual([]);
		}
	});

	test('to cont, which was done', async () => {
		const held = await holdAt('loading', monitors, '1.7.2');
		const {world, run, source} = held;
		source.qemu.onReceive = command => {
			if (command === 'cont') {
				world.alpha.connection.cutLink();
			}
		};
		world.launched.qemu.end(1, 'load of migration failed\n');
		await world.until(() => run.state.source.contact === 'lost', 'the loss');
		restoreLinks(held);
		expect(await run.settled).toMatchObject({phase: 'failed', problem: {kind: 'destination-lost'}});
		expect(world.running).toEqual(['alpha']);
		expect(ordersTo(source).filter(line => line === 'cont')).toHaveLength(1);
	});
});

describe.each(languages)('in the preparation, %s', monitors => {
	test('the source is lost before the check: nothing is started', async () => {
		const session = await openSession({monitors});
		const plan = await session.plan();
		session.world.alpha.connection.cutLink();
		const end = await session.engine.begin(plan).settled;
		expect(end).toMatchObject({phase: 'failed', problem: {kind: 'monitor-lost', host: 'alpha'}});
		expect(session.world.all).toHaveLength(1);
		restoreLinks(session);
	});

	test.each(['before', 'after'] as const)('the destination is lost %s the launch was done', async when => {
		const session = await openSession({monitors});
		const {world} = session;
		const {connection} = world.beta;
		const cut = (name: string): void => {
			if (name === 'launch') {
				connection.cutLink();
			}
		};
		if (when === 'before') {
			connection.beforeScript = cut;
		} else {
			connection.afterScript = cut;
		}

		const run = await session.migrate();
		await world.until(() => connection.status.state === 'reconnecting', 'the cut');
		connection.beforeScript = undefined;
		connection.afterScript = undefined;
		await world.until(() => world.clock.now() > (run.state.phases.at(-1)?.atMs ?? 0) + 25_000, 'a long while');
		restoreLinks(session);
		const end = await run.settled;
		if (when === 'before') {
			expect(end).toMatchObject({phase: 'failed', problem: {kind: 'destination-not-started'}});
			expect(world.running).toEqual(['alpha']);
			expect(world.beta.processes).toEqual([]);
		} else {
			expect(end).toMatchObject({phase: 'completed', problem: undefined});
			expect(world.running).toEqual(['beta']);
		}

		expect(world.all.length).toBeLessThanOrEqual(2);
	});

	test('the destination is lost while it is looked for', async () => {
		const session = await openSession({monitors});
		const {world} = session;
		const {connection} = world.beta;
		world.launchScript = {onStart: () => connection.cutLink()};
		const run = await session.migrate();
		await world.until(() => connection.status.state === 'reconnecting', 'the cut');
		restoreLinks(session);
		expect(await run.settled).toMatchObject({phase: 'completed', problem: undefined});
		expect(world.running).toEqual(['beta']);
	});

	test.each([
		['alpha', /capabilit/],
		['alpha', /max-bandwidth/],
		['beta', /capabilit/],
		['beta', /^migrate[_-]incoming/],
	] as const)('%s is lost while it is told %s: the destination is ended once it can be', async (name, order) => {
		const session = await openSession({monitors});
		const {world, source} = session;
		const {connection} = world.host(name);
		const onReceive = (command: string): void => {
			if (order.test(command) && !/^(?:info|query)/.test(command)) {
				connection.cutLink();
			}
		};
		if (name === 'alpha') {
			source.qemu.onReceive = onReceive;
		} else {
			world.launchScript = {
				onStart({qemu}) {
					qemu.onReceive = onReceive;
				},
			};
		}

		const run = await session.migrate();
		await world.until(() => connection.status.state === 'reconnecting', 'the cut');
		await world.until(() => run.state.phase === 'rolling-back' || run.state.phase === 'failed', 'the giving up');
		restoreLinks(session);
		expect(await run.settled).toMatchObject({phase: 'failed', problem: {kind: 'monitor-lost', host: name}});
		expect(world.running).toEqual(['alpha']);
		expect(world.beta.processes).toEqual([]);
		expect([...world.beta.folders.keys()]).toEqual([]);
		expect(migratesOf(session)).toBe(0);
	});

	test('the source is lost between the preparation and migrate', async () => {
		const session = await openSession({monitors});
		const {world} = session;
		world.launchScript = {
			onStart({qemu}) {
				qemu.onReceive = command => {
					if (/^migrate[_-]incoming/.test(command)) {
						world.alpha.connection.cutLink();
					}
				};
			},
		};
		const run = await session.migrate();
		await world.until(() => world.alpha.connection.status.state === 'reconnecting', 'the cut');
		expect(await run.settled).toMatchObject({phase: 'failed', problem: {kind: 'monitor-lost', host: 'alpha'}});
		expect(world.running).toEqual(['alpha']);
		expect(world.beta.processes).toEqual([]);
		expect(migratesOf(session)).toBe(0);
	});
});

describe.each(languages)('while the destination is ended, %s', monitors => {
	test.each(['before', 'after'] as const)('the link dies %s the quit was done', async when => {
		const held = await holdAt(2, monitors, '0.12.4');
		const {world, run} = held;
		const {connection} = world.beta;
		const {qemu} = world.launched;
		connection.beforeWrite = data => {
			if (when === 'before' && data.includes('quit')) {
				connection.cutLink();
				return false;
			}

			return true;
		};
		qemu.onReceive = command => {
			if (when === 'after' && command === 'quit') {
				connection.cutLink();
			}
		};
		run.send({kind: 'cancel-asked'});
		await world.until(() => connection.status.state === 'reconnecting', 'the cut');
		connection.beforeWrite = undefined;
		await world.until(() => run.state.destination.contact === 'lost', 'the loss');
		expect(run.state.phase).toBe('rolling-back');
		restoreLinks(held);
		expect(await run.settled).toMatchObject({phase: 'cancelled', problem: undefined});
		expect(world.running).toEqual(['alpha']);
		expect(world.beta.processes).toEqual([]);
		expect([...world.beta.folders.keys()]).toEqual([]);
	});

	test('the link dies while a signal is sent', async () => {
		const held = await holdAt(2, monitors, '0.12.4');
		const {world, run} = held;
		const {connection} = world.beta;
		world.launched.qemu.ignoresQuit = true;
		connection.beforeScript = name => {
			if (name === 'signal') {
				connection.cutLink();
			}
		};
		run.send({kind: 'cancel-asked'});
		await world.until(() => connection.status.state === 'reconnecting', 'the cut');
		connection.beforeScript = undefined;
		await world.until(() => run.state.destination.contact === 'lost', 'the loss');
		restoreLinks(held);
		expect(await run.settled).toMatchObject({phase: 'cancelled', problem: undefined});
		expect(world.beta.processes).toEqual([]);
		expect([...world.beta.folders.keys()]).toEqual([]);
	});
});

test('the host has not noticed that the old link is dead: the monitor is busy, and is used once it is free', async () => {
	const held = await holdAt(2, 'hmp');
	const {world, run} = held;
	world.alpha.connection.cutLink({isHalfOpen: true});
	await world.until(() => run.state.source.contact === 'lost', 'the loss');
	world.alpha.connection.restoreLink();
	await world.clock.advance(5000);
	expect(run.state).toMatchObject({phase: 'pre-copy', source: {contact: 'lost', process: 'alive'}});
	world.alpha.connection.noticeDeadLink();
	world.copy.release();
	await world.clock.advance(5000);
	expect(await run.settled).toMatchObject({phase: 'completed', problem: undefined});
	expect(world.running).toEqual(['beta']);
});
