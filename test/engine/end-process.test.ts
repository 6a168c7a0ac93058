/** The end of one process: in order where it can be, by force only where that was allowed, and never late. */
import {expect, test} from 'vitest';
import {endProcess} from '../../source/engine/migration/end-process.js';
import type {Side} from '../../source/engine/migration/side.js';
import {openMonitorSession} from '../../source/engine/monitors/monitor-session.js';
import {createQmpCodec} from '../../source/protocol/qmp/qmp-codec.js';
import type {HostConnection} from '../../source/transport/host-connection.js';
import {EngineClock} from '../support/engine-clock.js';
import {memoryStream, qmpAccepted, qmpGreeting} from '../support/memory-stream.js';

type Found = 'alive' | 'gone' | 'unknown';

/** A process with an open QMP session, and what its host answers. */
const open = async (look: () => Found) => {
	const clock = new EngineClock();
	const peer = memoryStream();
	const opening = openMonitorSession(peer.stream, createQmpCodec(), clock);
	peer.say(qmpGreeting);
	peer.say(qmpAccepted);
	const session = await opening;
	const signals: string[] = [];
	const connection = {
		runScript: async (_script: string, options: {readonly arguments?: readonly string[]}) => {
			signals.push(options.arguments?.[0] ?? '');
			return {stdout: '', stderr: '', exitCode: 0, signal: undefined};
		},
	} as Partial<HostConnection> as HostConnection;
	const side = {
		host: {connection},
		process: {pid: 7, startTimeTicks: 70},
		session: async () => session,
		look: async () => look(),
	} as Partial<Side> as Side;
	const sent = (): readonly string[] => peer.written.map(line => (JSON.parse(line) as {execute: string}).execute);
	return {clock, peer, session, side, signals, sent};
};

test('quit is enough for one that follows it', async () => {
	let found: Found = 'alive';
	const {clock, side, signals, sent} = await open(() => found);
	const ending = endProcess(side, clock, ['TERM', 'KILL']);
	found = 'gone';
	expect(await ending).toBe('gone');
	expect(sent()).toContain('quit');
	expect(signals).toEqual([]);
});

test('one that does not follow is ended by the signals that are allowed, in their order', async () => {
	const signals: string[] = [];
	const opened = await open(() => (signals.length === 2 ? 'gone' : 'alive'));
	opened.signals.push = (...names: string[]) => signals.push(...names);
	expect(await endProcess(opened.side, opened.clock, ['TERM', 'KILL'])).toBe('gone');
	expect(signals).toEqual(['TERM', 'KILL']);
});

test('without a signal allowed it stays, and that is said', async () => {
	const {clock, side, signals} = await open(() => 'alive');
	expect(await endProcess(side, clock, [])).toBe('alive');
	expect(signals).toEqual([]);
});

test('a host that does not answer gets no signal', async () => {
	const {clock, side, signals} = await open(() => 'unknown');
	expect(await endProcess(side, clock, ['TERM', 'KILL'])).toBe('unknown');
	expect(signals).toEqual([]);
});

test('a quit that still waits for its turn when it is given up is never sent', async () => {
	const {clock, peer, session, side, sent} = await open(() => 'alive');
	const before = session.request('{"execute": "query-status"}', 'poller');
	expect(await endProcess(side, clock, [])).toBe('alive');
	// The monitor wakes up, long after the person was told that the process is still there.
	peer.say('{"return": {"running": false}, "id": 2}\r\n');
	await before;
	expect(sent()).toEqual(['qmp_capabilities', 'query-status']);
});
