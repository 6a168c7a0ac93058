/** A guest that is paused stays paused, and is not lost because nobody can tell that it arrived. */
import {describe, expect, test} from 'vitest';
import {endSessions, openSession, ordersTo} from '../support/engine-session.js';
import {isSince, releaseOf, scriptedVersions} from '../support/scripted-monitor/release.js';

endSessions();

const tellsRunStates = scriptedVersions.filter(version => isSince(releaseOf(version), 1, 0));
const cases = tellsRunStates.flatMap(version => (['hmp', 'qmp'] as const).map(monitors => ({version, monitors})));

describe.each(cases)('a paused guest on QEMU $version, $monitors', ({version, monitors}) => {
	test('arrives paused, and its source is released', async () => {
		const session = await openSession({version, monitors, isPaused: true});
		const {world, source} = session;
		const run = await session.migrate({release: 'release'});
		const end = await run.settled;
		expect(end).toMatchObject({phase: 'completed', problem: undefined, isReleased: true});
		expect(world.running).toEqual([]);
		expect(world.alpha.processes).toEqual([]);
		expect(world.launched.qemu).toMatchObject({isAlive: true, isStartedStopped: !isSince(releaseOf(version), 2, 4)});
		expect(ordersTo(source)).not.toContain('cont');
		expect(ordersTo(world.launched)).not.toContain('cont');
	});

	test('whose destination ends at the last moment is still at its source, paused', async () => {
		const session = await openSession({version, monitors, isPaused: true});
		const {world, source} = session;
		world.copyScript = {
			...world.copyScript,
			destination: {kind: 'ends-at-load', exitCode: 1, errorOutput: "Unknown savevm section or instance 'x' 0\n"},
		};
		const end = await (await session.migrate({release: 'release'})).settled;
		expect(end.phase).toBe('failed');
		expect(JSON.stringify(end.problem)).toContain('Unknown savevm section');
		expect(source.qemu.isAlive).toBe(true);
		expect(ordersTo(source)).not.toContain('quit');
		expect(ordersTo(source)).not.toContain('cont');
		expect(world.beta.processes).toEqual([]);
	});
});

test.each(['hmp', 'qmp'] as const)(
	'QEMU 0.12 on %s says "paused" of a guest that arrived and of one that did not: it is refused before anything starts',
	async monitors => {
		const session = await openSession({version: '0.12.4', monitors, isPaused: true});
		const proposed = await session.engine.plan({
			guestName: 'vm01',
			sourceHost: 'alpha',
			destinationHost: 'beta',
			release: 'release',
		});
		expect(proposed).toMatchObject({ok: false, reason: {kind: 'arrival-not-provable', host: 'alpha'}});
		expect(session.world.beta.processes).toEqual([]);
		expect(ordersTo(session.source)).toEqual([]);
	},
);
