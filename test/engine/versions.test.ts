/** Whole migrations on every release and in both languages; vmferry starts the destination. */
import {describe, expect, test} from 'vitest';
import {endSessions, openSession, ordersTo} from '../support/engine-session.js';
import {isSince, releaseOf, scriptedVersions} from '../support/scripted-monitor/release.js';
import type {MonitorChoice} from '../support/scripted-world.js';

endSessions();

const gibibyte = 1024 ** 3;
const uri = 'tcp:192.168.12.46:4449';

const cases = scriptedVersions.flatMap(version =>
	(['hmp', 'qmp', 'both'] as const).map((monitors: MonitorChoice) => ({version, monitors})),
);

describe.each(cases)('QEMU $version, $monitors', ({version, monitors}) => {
	const release = releaseOf(version);
	const isHmp = monitors === 'hmp';
	const canDefer = isSince(release, 2, 4);
	const canSetSpeed = isHmp || isSince(release, 0, 13);

	/** What the source is told, and nothing else. */
	const sourceOrders = (): readonly string[] => {
		const capabilities = [
			...(isSince(release, 2, 4) ? ['events'] : []),
			...(isSince(release, 2, 10) ? ['return-path'] : []),
		];
		const capabilityOrders = isHmp
			? capabilities.map(name => `migrate_set_capability ${name} on`)
			: capabilities.length === 0
				? []
				: [
						`migrate-set-capabilities ${JSON.stringify({capabilities: capabilities.map(capability => ({capability, state: true}))})}`,
					];
		const speed = isSince(release, 2, 8)
			? isHmp
				? `migrate_set_parameter max-bandwidth ${gibibyte}B`
				: `migrate-set-parameters {"max-bandwidth":${gibibyte}}`
			: isHmp
				? `migrate_set_speed ${gibibyte}${isSince(release, 0, 14) ? 'B' : ''}`
				: `migrate_set_speed {"value":${gibibyte}}`;
		return [
			...capabilityOrders,
			...(canSetSpeed ? [speed] : []),
			isHmp ? `migrate -d ${uri}` : `migrate {"uri":"${uri}"}`,
		];
	};

	test('moves a running guest, with these commands and no other', async () => {
		const session = await openSession({version, monitors});
		const {world, source} = session;
		const end = await (await session.migrate()).settled;
		expect(end).toMatchObject({phase: 'completed', problem: undefined});
		expect(world.running).toEqual(['beta']);
		expect(ordersTo(source)).toEqual(sourceOrders());
		expect(source.qemu.speed).toBe(canSetSpeed ? gibibyte : 32 * 1024 ** 2);
		const {qemu} = world.launched;
		expect(qemu.incoming).toBe(canDefer ? 'defer' : uri);
		const listening = isHmp ? `migrate_incoming ${uri}` : `migrate-incoming {"uri":"${uri}"}`;
		expect(ordersTo(world.launched).filter(line => !line.includes('capabilit'))).toEqual(canDefer ? [listening] : []);
		expect(qemu.capabilities.get('return-path')).toBe(isSince(release, 2, 10) ? true : undefined);
		const {samples} = end;
		expect(samples.some(({remainingBytes}) => (remainingBytes ?? 0) > 0)).toBe(true);
	});

	test('shows the phases in their order', async () => {
		const session = await openSession({version, monitors});
		const end = await (await session.migrate()).settled;
		const phases = end.phases.map(({phase}) => phase).filter(phase => phase !== 'switchover');
		expect(phases).toEqual(['checking', 'preparing', 'starting', 'pre-copy', 'finishing', 'confirming', 'completed']);
	});

	test('releases the source once the guest has arrived', async () => {
		const session = await openSession({version, monitors});
		const end = await (await session.migrate({release: 'release'})).settled;
		expect(end).toMatchObject({phase: 'completed', problem: undefined, isReleased: true});
		expect(session.world.alpha.processes).toEqual([]);
		expect(session.world.running).toEqual(['beta']);
		expect(ordersTo(session.source).at(-1)).toBe('quit');
	});

	test('cancelled in mid-copy, it leaves the guest at its source and nothing on the destination', async () => {
		const session = await openSession({version, monitors});
		const {world, source} = session;
		world.copyScript = {...world.copyScript, holdAt: 2};
		const run = await session.migrate();
		await world.until(() => world.copies[0]?.isHeld === true && run.state.phase === 'pre-copy', 'the copy under way');
		run.send({kind: 'cancel-asked'});
		const end = await run.settled;
		expect(end).toMatchObject({phase: 'cancelled', problem: undefined});
		expect(world.running).toEqual(['alpha']);
		expect(world.beta.processes).toEqual([]);
		expect([...world.beta.folders]).toEqual([]);
		expect(ordersTo(source).slice(-1)).toEqual(['migrate_cancel']);
	});
});
