import {afterEach, expect, test} from 'vitest';
import {createHostWatch, type HostWatch, ProbeError} from '../../source/engine/hosts/host-watch.js';
import {guestCommandLine, ScriptedWorld} from '../support/scripted-world.js';

let world: ScriptedWorld;
let watch: HostWatch;

const open = async (): Promise<void> => {
	world = new ScriptedWorld();
	await world.start('alpha', '7.2.22', guestCommandLine('qmp'));
	await world.alpha.connection.connect();
	watch = createHostWatch(world.alpha.connection, world.clock);
};

afterEach(async () => {
	watch.close();
	await world.alpha.connection.close();
	expect(world.alpha.connection.openStreams).toBe(0);
	await world.close();
});

test('the first answer has everything, later ones repeat what does not change', async () => {
	await open();
	const first = await watch.read('tick');
	expect(first.host?.hostName).toBe('alpha');
	const second = await watch.read('tick');
	expect(second.host).toBeUndefined();
	expect(second.processes).toMatchObject([{pid: 1000, commandLine: guestCommandLine('qmp')}]);
	expect((await watch.read('full')).host?.hostName).toBe('alpha');
});

test('one question at a time; who asks meanwhile shares the next one', async () => {
	await open();
	await watch.read('tick');
	await world.until(() => world.clock.pending === 0, 'the end of the first');
	const before = world.alpha.connection.probes;
	const reports = await Promise.all([watch.read('tick'), watch.read('tick'), watch.read('full'), watch.read('tick')]);
	expect(world.alpha.connection.probes - before).toBe(2);
	expect(reports[0]?.host).toBeUndefined();
	expect(reports[1]).toBe(reports[2]);
	// One of them wanted everything.
	expect(reports[1]?.host).toBeDefined();
});

test('who asks gets an answer to a question that was asked later', async () => {
	await open();
	await watch.read('tick');
	const early = watch.read('tick');
	world.all[0]?.qemu.end(0);
	const late = watch.read('tick');
	await early;
	expect((await late).processes).toEqual([]);
});

test('an answer that does not come within ten seconds fails, and the next question starts anew', async () => {
	await open();
	await watch.read('tick');
	world.alpha.connection.beforeProbe = () => false;
	const asked = watch.read('tick');
	const outcome = asked.catch((error: unknown) => error);
	await world.until(() => world.alpha.connection.probes === 2, 'the question');
	await world.clock.advance(9999);
	world.alpha.connection.beforeProbe = undefined;
	const waiting = watch.read('tick');
	await world.clock.advance(1);
	expect(await outcome).toBeInstanceOf(ProbeError);
	// A new probe knows nothing of what the old one had said.
	expect((await waiting).host?.hostName).toBe('alpha');
	await world.until(() => world.clock.pending === 0, 'no timer to be left');
});

test('a link that dies fails the question, and the next one works when it is back', async () => {
	await open();
	await watch.read('tick');
	world.alpha.connection.beforeProbe = () => {
		world.alpha.connection.cutLink();
		return false;
	};
	await expect(watch.read('tick')).rejects.toBeInstanceOf(ProbeError);
	world.alpha.connection.beforeProbe = undefined;
	await expect(watch.read('tick')).rejects.toBeInstanceOf(ProbeError);
	world.alpha.connection.restoreLink();
	expect((await watch.read('tick')).processes).toHaveLength(1);
	await world.until(() => world.clock.pending === 0, 'no timer to be left');
});
