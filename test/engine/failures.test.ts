/** What goes wrong by itself, phase by phase: which side runs the guest at the end, and what is said of it. */
import {describe, expect, test} from 'vitest';
import {type EngineSession, endSessions, openSession, ordersTo} from '../support/engine-session.js';

endSessions();

const both = ['hmp', 'qmp'] as const;

/** The guest is where it was, nothing is left on the destination, and the source was told to stop nothing. */
const expectUntouched = ({world, source}: EngineSession): void => {
	expect(world.running).toEqual(['alpha']);
	expect(world.beta.processes).toEqual([]);
	expect([...world.beta.folders.keys()]).toEqual([]);
	expect(ordersTo(source)).not.toContain('quit');
};

describe.each(both)('before the copy, %s', monitors => {
	test('the guest is gone since the plan', async () => {
		const session = await openSession({monitors});
		const plan = await session.plan();
		session.source.qemu.end(0);
		const end = await session.engine.begin(plan).settled;
		expect(end).toMatchObject({phase: 'failed', problem: {kind: 'guest-not-found'}});
		expect(session.world.all).toHaveLength(1);
	});

	test('the guest was stopped since the plan', async () => {
		const session = await openSession({monitors});
		const plan = await session.plan();
		session.source.qemu.setRunState('paused');
		const end = await session.engine.begin(plan).settled;
		expect(end).toMatchObject({phase: 'failed', problem: {kind: 'guest-not-here', runState: 'paused'}});
		expect(session.world.all).toHaveLength(1);
	});

	test('the destination does not start: its exit code and its words are told', async () => {
		const session = await openSession({monitors});
		session.world.launchScript = {
			fails: {exitCode: 1, errorOutput: 'qemu-system-x86_64: -drive: Could not open /nfs/kvm/vm01.img\n'},
		};
		const end = await (await session.migrate()).settled;
		expect(end).toMatchObject({
			phase: 'failed',
			problem: {
				kind: 'destination-not-started',
				host: 'beta',
				exitCode: 1,
				raw: expect.stringContaining('Could not open'),
			},
		});
		expectUntouched(session);
		expect(ordersTo(session.source)).toEqual([]);
	});

	test('the destination starts and never opens a monitor: it is ended again', async () => {
		const session = await openSession({monitors});
		session.world.launchScript = {hasNoMonitors: true};
		const end = await (await session.migrate()).settled;
		expect(end).toMatchObject({phase: 'failed', problem: {kind: 'destination-not-started', host: 'beta'}});
		expectUntouched(session);
	});

	test('the folder for the output cannot be made', async () => {
		const session = await openSession({monitors});
		session.world.launchScript = {refusal: 'mktemp: failed to create directory: No space left on device'};
		const end = await (await session.migrate()).settled;
		expect(end).toMatchObject({
			phase: 'failed',
			problem: {kind: 'destination-not-started', raw: expect.stringContaining('No space left')},
		});
		expectUntouched(session);
	});

	test.each([
		['source', 'migrate_set_capability', 'migrate-set-capabilities'],
		['destination', 'migrate_set_capability', 'migrate-set-capabilities'],
		['source', 'migrate_set_parameter', 'migrate-set-parameters'],
		['destination', 'migrate_incoming', 'migrate-incoming'],
		['source', 'migrate', 'migrate'],
	])('the %s refuses %s', async (side, hmpCommand, qmpCommand) => {
		const session = await openSession({monitors});
		const {world, source} = session;
		const words = 'Outgoing migration is not allowed today';
		const command = monitors === 'hmp' ? hmpCommand : qmpCommand;
		if (side === 'source') {
			source.qemu.refusals.set(command, words);
		} else {
			world.launchScript = {onStart: ({qemu}) => qemu.refusals.set(command, words)};
		}

		const end = await (await session.migrate()).settled;
		expect(end).toMatchObject({
			phase: 'failed',
			problem: {
				kind: 'monitor-refused',
				host: side === 'source' ? 'alpha' : 'beta',
				raw: expect.stringContaining(words),
			},
		});
		expectUntouched(session);
		expect(world.copies).toEqual([]);
	});
});

describe.each(both)('at the start, %s', monitors => {
	test.each(['0.12.4', '1.7.2', '7.2.22', '11.1.3'] as const)('QEMU %s cannot connect', async version => {
		const session = await openSession({monitors, version});
		session.world.isFirewalled = true;
		const end = await (await session.migrate()).settled;
		expect(end).toMatchObject({
			phase: 'failed',
			problem: {kind: 'connect-failed', source: 'alpha', destination: 'beta', address: '192.168.12.46:4449'},
		});
		expectUntouched(session);
	});

	test('the destination ends before the source connects', async () => {
		const session = await openSession({monitors});
		const {world} = session;
		world.alpha.connection.beforeProbe = () => true;
		session.source.qemu.beforeMigrate = () => world.launched.qemu.end(undefined, 'killed by a person\n');
		const end = await (await session.migrate()).settled;
		expect(end).toMatchObject({phase: 'failed', problem: {kind: expect.stringMatching(/^(?:connect|copy)-failed$/)}});
		expectUntouched(session);
	});
});

describe.each(['0.12.4', '1.2.0', '2.8.1', '7.2.22', '11.1.3'] as const)('in the copy, QEMU %s', version => {
	test.each(both)('the destination ends, %s', async monitors => {
		const session = await openSession({version, monitors});
		const {world} = session;
		world.copyScript = {
			...world.copyScript,
			destination: {kind: 'ends-in-pass', pass: 3, exitCode: 1, errorOutput: 'Length mismatch: pc.ram\n'},
		};
		const end = await (await session.migrate()).settled;
		expect(end).toMatchObject({
			phase: 'failed',
			problem: {kind: 'copy-failed', raw: expect.stringContaining('Length mismatch')},
		});
		expectUntouched(session);
		expect(ordersTo(session.source)).not.toContain('cont');
	});

	test.each(both)('the destination ends with the first bytes: that is no refused connection, %s', async monitors => {
		const session = await openSession({version, monitors});
		const {world} = session;
		world.copyScript = {
			...world.copyScript,
			destination: {kind: 'ends-in-pass', pass: 1, exitCode: 1, errorOutput: 'Machine type received is other\n'},
		};
		const end = await (await session.migrate()).settled;
		expect(end).toMatchObject({
			phase: 'failed',
			problem: {kind: 'copy-failed', raw: expect.stringContaining('Machine type received')},
		});
		expectUntouched(session);
	});

	test.each(both)('the destination is killed, %s', async monitors => {
		const session = await openSession({version, monitors});
		const {world} = session;
		world.copyScript = {...world.copyScript, holdAt: 2};
		const run = await session.migrate();
		await world.until(() => world.copies[0]?.isHeld === true && run.state.phase === 'pre-copy', 'the copy');
		world.launched.qemu.end(undefined);
		expect(await run.settled).toMatchObject({phase: 'failed', problem: {kind: 'copy-failed'}});
		expectUntouched(session);
	});

	test.each(both)('the source is killed: the guest is lost, and that is said, %s', async monitors => {
		const session = await openSession({version, monitors});
		const {world, source} = session;
		world.copyScript = {...world.copyScript, holdAt: 2};
		const run = await session.migrate();
		await world.until(() => world.copies[0]?.isHeld === true && run.state.phase === 'pre-copy', 'the copy');
		source.qemu.end(undefined);
		expect(await run.settled).toMatchObject({phase: 'failed', problem: {kind: 'source-lost', source: 'alpha'}});
		expect(world.running).toEqual([]);
		expect(world.beta.processes).toEqual([]);
	});

	test.each(both)('a status word that nobody knows does no harm, %s', async monitors => {
		const session = await openSession({version, monitors});
		const {world} = session;
		world.copyScript = {...world.copyScript, strangeStatus: 'word-of-the-future'};
		expect(await (await session.migrate()).settled).toMatchObject({phase: 'completed', problem: undefined});
		expect(world.running).toEqual(['beta']);
	});
});

describe.each(both)('after the last byte, %s', monitors => {
	const lateEnd = {
		kind: 'ends-at-load',
		exitCode: 1,
		errorOutput: "Unknown savevm section or instance '0000:00:02.0/virtio-rng' 0\n",
	} as const;

	test.each(['1.2.0', '1.7.2', '2.8.1'] as const)(
		'QEMU %s says completed and the destination ends: the source is continued once that is proven',
		async version => {
			const session = await openSession({version, monitors});
			const {world, source} = session;
			world.copyScript = {...world.copyScript, destination: lateEnd};
			const end = await (await session.migrate({release: 'release'})).settled;
			expect(end).toMatchObject({
				phase: 'failed',
				problem: {kind: 'destination-lost', raw: expect.stringContaining('virtio-rng')},
			});
			expectUntouched(session);
			expect(ordersTo(source).filter(line => line === 'cont')).toHaveLength(1);
		},
	);

	test.each(['2.12.1', '5.2.0', '10.0.2', '11.1.3'] as const)(
		'with the return path QEMU %s fails, and goes on by itself',
		async version => {
			const session = await openSession({version, monitors});
			const {world, source} = session;
			world.copyScript = {...world.copyScript, destination: lateEnd};
			const end = await (await session.migrate({release: 'release'})).settled;
			expect(end).toMatchObject({
				phase: 'failed',
				problem: {kind: 'copy-failed', raw: expect.stringContaining('virtio-rng')},
			});
			expectUntouched(session);
			expect(ordersTo(source)).not.toContain('cont');
		},
	);

	test('QEMU 0.12 failed to load and stays: it is ended, and the source is continued', async () => {
		const session = await openSession({version: '0.12.4', monitors});
		const {world, source} = session;
		world.copyScript = {...world.copyScript, destination: {kind: 'stays-paused'}};
		const run = await session.migrate({release: 'release'});
		await world.until(() => run.state.destination.status?.runState === 'paused', 'the destination to answer');
		const end = await run.settled;
		expect(end).toMatchObject({phase: 'failed', problem: {kind: 'destination-lost'}});
		expectUntouched(session);
		expect(ordersTo(source).filter(line => line === 'cont')).toHaveLength(1);
	});

	test('the destination was killed while it loaded: the source is continued, once', async () => {
		const session = await openSession({version: '7.2.22', monitors});
		const {world, source} = session;
		world.copyScript = {...world.copyScript, holdAt: 'loading'};
		const run = await session.migrate({release: 'release'});
		await world.until(() => world.copies[0]?.isHeld === true && run.state.phase === 'finishing', 'the loading');
		world.launched.qemu.end(undefined);
		expect(await run.settled).toMatchObject({phase: 'failed', problem: {kind: 'destination-lost'}});
		expectUntouched(session);
		expect(ordersTo(source).filter(line => line === 'cont')).toHaveLength(1);
	});

	test('the source ended while the destination loaded: the only copy is left to load', async () => {
		const session = await openSession({version: '7.2.22', monitors});
		const {world, source} = session;
		world.copyScript = {...world.copyScript, holdAt: 'loading'};
		const run = await session.migrate();
		await world.until(() => world.copies[0]?.isHeld === true && run.state.phase === 'finishing', 'the loading');
		source.qemu.end(undefined);
		await world.until(() => run.state.source.process === 'gone', 'the end of the source to be seen');
		world.copy.release();
		expect(await run.settled).toMatchObject({phase: 'completed', problem: undefined, isReleased: true});
		expect(world.running).toEqual(['beta']);
	});

	test('the source ended before anybody saw it complete: the copy that loads may be the only one, and is left', async () => {
		const session = await openSession({version: '7.2.22', monitors});
		const {world, source} = session;
		// The switch and the end of the source fall between two looks.
		world.copyScript = {...world.copyScript, holdAt: 'loading', endsSourceWhenSent: true};
		const run = await session.migrate();
		await world.until(() => run.state.source.process === 'gone', 'the end of the source to be seen');
		expect(source.qemu.isAlive).toBe(false);
		// Long enough for a process that only got a part to have ended by itself.
		await world.until(() => world.beta.connection.probes > 20, 'some looks');
		world.copy.release();
		expect(await run.settled).toMatchObject({phase: 'completed', problem: undefined});
		expect(world.running).toEqual(['beta']);
	});
});
