/** Hosts and monitors that are in trouble of their own: no guess is made from what they do not say. */
import {describe, expect, test} from 'vitest';
import {endSessions, openSession, ordersTo} from '../support/engine-session.js';

endSessions();

const request = {guestName: 'vm01', sourceHost: 'alpha', destinationHost: 'beta', release: 'keep'} as const;

const otherGuest = (socket: string): readonly string[] => [
	'qemu-system-x86_64',
	'-name',
	'other',
	'-monitor',
	`unix:${socket},server,nowait`,
];

describe.each(['alpha', 'beta'] as const)('another guest on %s', name => {
	test('that hangs does not keep this one from being moved', async () => {
		const session = await openSession({
			async prepare(world) {
				const other = await world.start(name, '7.2.22', otherGuest('/run/other.monitor'));
				other.qemu.setRunState('paused');
				// It greets, and answers nothing.
				other.qemu.isSilent = true;
			},
		});
		const {world, engine} = session;
		let plan: Awaited<ReturnType<typeof engine.plan>> | undefined;
		void engine.plan(request).then(made => {
			plan = made;
		});
		await world.untilTimeouts(() => plan !== undefined, 'a plan in spite of the guest that hangs');
		expect(plan?.ok).toBe(true);
	});

	test('whose monitor is taken does not either', async () => {
		const session = await openSession({
			async prepare(world) {
				const other = await world.start(name, '7.2.22', otherGuest('/run/other.monitor'));
				other.qemu.setRunState('paused');
				other.monitors.get('/run/other.monitor')?.server.take();
			},
		});
		const {world, engine} = session;
		let plan: Awaited<ReturnType<typeof engine.plan>> | undefined;
		void engine.plan(request).then(made => {
			plan = made;
		});
		await world.untilTimeouts(() => plan !== undefined, 'a plan in spite of the busy monitor');
		expect(plan?.ok).toBe(true);
	});
});

describe.each(['hmp', 'qmp'] as const)('the guest’s own monitor, %s', monitors => {
	test('is taken by another client', async () => {
		const session = await openSession({
			monitors,
			prepare(_world, source) {
				for (const {server} of source.monitors.values()) {
					server.take();
				}
			},
		});
		let plan: unknown;
		void session.engine.plan(request).then(made => {
			plan = made;
		});
		await session.world.untilTimeouts(() => plan !== undefined, 'an answer');
		expect(plan).toMatchObject({ok: false, reason: {kind: 'monitor-busy', host: 'alpha'}});
	});

	test('hangs after the plan was made: the check says so, and nothing is started', async () => {
		const session = await openSession({monitors});
		const {world, source} = session;
		const plan = await session.plan();
		source.qemu.isSilent = true;
		const run = session.engine.begin(plan);
		await world.untilTimeouts(() => run.state.phase === 'failed', 'the check to give up');
		expect(run.state.problem).toMatchObject({kind: 'monitor-lost', host: 'alpha'});
		expect(world.all).toHaveLength(1);
		source.qemu.isSilent = false;
	});

	test('hangs while it is set up: that is given up, and the destination ended', async () => {
		const session = await openSession({monitors});
		const {world, source} = session;
		source.qemu.onReceive = command => {
			if (/^migrate[_-]set/.test(command)) {
				source.qemu.isSilent = true;
			}
		};
		const run = await session.migrate();
		await world.untilTimeouts(() => run.state.phase === 'failed', 'the preparation to give up');
		expect(run.state.problem).toMatchObject({kind: 'monitor-lost', host: 'alpha'});
		source.qemu.onReceive = undefined;
		source.qemu.isSilent = false;
		expect(world.running).toEqual(['alpha']);
		expect(world.beta.processes).toEqual([]);
		expect(ordersTo(source).join()).not.toMatch(/migrate (?:-d|\{)/);
	});
});

test.each(['hmp', 'qmp'] as const)(
	'a monitor that hangs while migrate is sent is waited for; a cancel comes after it, %s',
	async monitors => {
		const session = await openSession({monitors});
		const {world, source} = session;
		source.qemu.onReceive = command => {
			if (command.includes('max-bandwidth')) {
				source.qemu.isSilent = true;
			}
		};
		const run = await session.migrate();
		await world.untilTimeouts(() => run.state.source.contact === 'lost', 'the silence to be noticed');
		expect(run.state).toMatchObject({phase: 'starting', problem: undefined});
		run.send({kind: 'cancel-asked'});
		await world.clock.advance(20_000);
		expect(run.state.phase).toBe('cancelling');
		source.qemu.onReceive = undefined;
		source.qemu.isSilent = false;
		expect(await run.settled).toMatchObject({phase: 'cancelled', problem: undefined});
		expect(
			ordersTo(source)
				.slice(-2)
				.map(line => line.split(' ')[0]),
		).toEqual(['migrate', 'migrate_cancel']);
		expect(world.running).toEqual(['alpha']);
		expect(world.beta.processes).toEqual([]);
	},
);

describe.each(['1.7.2', '5.2.0'] as const)('after the last byte, QEMU %s', version => {
	test('the list of processes misses the destination, which lives: the source is not continued', async () => {
		const session = await openSession({version, monitors: 'qmp'});
		const {world, source} = session;
		world.copyScript = {...world.copyScript, holdAt: 'loading'};
		const run = await session.migrate();
		await world.until(() => world.copies[0]?.isHeld === true && run.state.phase === 'finishing', 'the loading');
		// A host that cannot start one more process gives an empty list.
		world.beta.isListEmpty = true;
		const {probes} = world.beta.connection;
		await world.until(() => world.beta.connection.probes > probes + 5, 'some readings');
		expect(run.state.destination.process).not.toBe('gone');
		expect(ordersTo(source)).not.toContain('cont');
		world.beta.isListEmpty = false;
		world.copy.release();
		expect(await run.settled).toMatchObject({phase: 'completed', problem: undefined});
		expect(world.running).toEqual(['beta']);
	});

	test('a destination that is dead and not yet reaped is gone', async () => {
		const session = await openSession({version, monitors: 'qmp'});
		const {world} = session;
		world.copyScript = {...world.copyScript, holdAt: 'loading'};
		const run = await session.migrate();
		await world.until(() => world.copies[0]?.isHeld === true && run.state.phase === 'finishing', 'the loading');
		world.staysAsZombie = true;
		world.launched.qemu.end(undefined);
		expect(await run.settled).toMatchObject({phase: 'failed', problem: {kind: 'destination-lost'}});
		expect(world.running).toEqual(['alpha']);
	});
});
