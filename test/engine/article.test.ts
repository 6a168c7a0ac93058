/** The article's session: QEMU 0.12.4, telnet monitors, and a destination that was started by hand. */
import {expect, test} from 'vitest';
import {endSessions, openSession, ordersTo} from '../support/engine-session.js';
import {guestCommandLine, type WorldProcess} from '../support/scripted-world.js';

endSessions();

test('moves the guest into the process that waits, with the three commands of the article', async () => {
	let waiting: WorldProcess | undefined;
	const session = await openSession({
		version: '0.12.4',
		monitors: 'hmp',
		async prepare(world) {
			waiting = await world.start('beta', '0.12.4', guestCommandLine('hmp', ['-incoming', 'tcp:0:4449']));
		},
	});
	const {world, source} = session;
	const run = await session.migrate({maxBandwidthBytesPerSecond: 1024 ** 3});
	const end = await run.settled;
	expect(end).toMatchObject({phase: 'completed', problem: undefined});
	expect(ordersTo(source)).toEqual(['migrate_set_speed 1073741824', 'migrate -d tcp:192.168.12.46:4449']);
	expect(waiting && ordersTo(waiting)).toEqual([]);
	expect(world.running).toEqual(['beta']);
});
