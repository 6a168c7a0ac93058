import {expect, test} from 'vitest';
import {
	MonitorBusyError,
	MonitorLostError,
	type MonitorSession,
	openMonitorSession,
	RequestWithdrawnError,
} from '../../../source/engine/monitors/monitor-session.js';
import {UnsendableLineError} from '../../../source/protocol/monitor-codec.js';
import {createQmpCodec} from '../../../source/protocol/qmp/qmp-codec.js';
import {ConnectionError} from '../../../source/transport/host-connection.js';
import {EngineClock} from '../../support/engine-clock.js';
import {type MemoryStream, memoryStream, qmpAccepted, qmpGreeting} from '../../support/memory-stream.js';

type Opened = {readonly session: MonitorSession; readonly peer: MemoryStream; readonly clock: EngineClock};

const open = async (): Promise<Opened> => {
	const peer = memoryStream();
	const clock = new EngineClock();
	const opening = openMonitorSession(peer.stream, createQmpCodec(), clock);
	peer.say(qmpGreeting);
	peer.say(qmpAccepted);
	return {session: await opening, peer, clock};
};

/** The commands that were written, without the negotiation. */
const commandsTo = ({written}: MemoryStream): readonly string[] =>
	written
		.map(line => (JSON.parse(line) as {execute: string}).execute)
		.filter(command => command !== 'qmp_capabilities');

/** Answers what was written last. */
const answer = ({written, say}: MemoryStream, value: unknown = {}): void => {
	const {id} = JSON.parse(written.at(-1) ?? '{}') as {id: number};
	say(`${JSON.stringify({return: value, id})}\r\n`);
};

const line = (execute: string): string => JSON.stringify({execute});

test('is open once the monitor takes requests, and leaves no timer behind', async () => {
	const {session, clock} = await open();
	expect(session).toMatchObject({language: 'qmp', isOpen: true, version: {major: 7, minor: 2}});
	expect(clock.pending).toBe(0);
});

test('a monitor that accepts and says nothing is busy after four seconds, and is let go', async () => {
	const peer = memoryStream();
	const clock = new EngineClock();
	const opening = openMonitorSession(peer.stream, createQmpCodec(), clock);
	const outcome = opening.then(
		() => 'open',
		(error: unknown) => error,
	);
	await clock.advance(3999);
	expect(peer.isClosed).toBe(false);
	await clock.advance(1);
	expect(await outcome).toBeInstanceOf(MonitorBusyError);
	expect(peer.isClosed).toBe(true);
});

test('a greeting that stops halfway is no busy monitor for ever either', async () => {
	const peer = memoryStream();
	const clock = new EngineClock();
	const opening = openMonitorSession(peer.stream, createQmpCodec(), clock);
	opening.catch(() => undefined);
	peer.say(qmpGreeting);
	await clock.advance(4000);
	await expect(opening).rejects.toBeInstanceOf(MonitorBusyError);
	expect(peer.isClosed).toBe(true);
});

test('a stream that ends before the greeting is lost, at once', async () => {
	const peer = memoryStream();
	const clock = new EngineClock();
	const opening = openMonitorSession(peer.stream, createQmpCodec(), clock);
	peer.end();
	await expect(opening).rejects.toBeInstanceOf(MonitorLostError);
	expect(clock.pending).toBe(0);
});

test('what is no monitor is let go, with the reason', async () => {
	const peer = memoryStream();
	const opening = openMonitorSession(peer.stream, createQmpCodec(), new EngineClock());
	peer.say('SSH-2.0-OpenSSH_9.2\r\n');
	await expect(opening).rejects.toThrow(/QMP/);
	expect(peer.isClosed).toBe(true);
});

test('one request at a time, the person’s first, then the engine’s, in the order of asking', async () => {
	const {session, peer} = await open();
	const answers: string[] = [];
	const request = (name: string, priority: 'person' | 'engine' | 'poller'): void => {
		void session.request(line(name), priority).then(() => answers.push(name));
	};

	request('query-a', 'poller');
	request('query-b', 'poller');
	request('query-c', 'engine');
	request('query-d', 'person');
	request('query-e', 'engine');
	request('query-f', 'person');
	expect(commandsTo(peer)).toEqual(['query-a']);
	for (let index = 0; index < 6; index++) {
		answer(peer);
		await Promise.resolve();
	}

	const expected = ['query-a', 'query-d', 'query-f', 'query-c', 'query-e', 'query-b'];
	expect(commandsTo(peer)).toEqual(expected);
	await Promise.resolve();
	expect(answers).toEqual(expected);
});

test('a line that no monitor takes fails alone, and the next one is sent', async () => {
	const {session, peer} = await open();
	await expect(session.request('not JSON', 'person')).rejects.toBeInstanceOf(UnsendableLineError);
	const next = session.request(line('query-status'), 'person');
	answer(peer, {running: true});
	expect(await next).toMatchObject({ok: true, value: {running: true}});
});

test('when it is lost, what was asked and what waited is told so, and nothing is sent any more', async () => {
	const {session, peer} = await open();
	const [first, second] = [session.request(line('cont'), 'engine'), session.request(line('quit'), 'engine')];
	const closes: string[] = [];
	session.onClose(error => closes.push(error.message));
	peer.end(new ConnectionError({kind: 'lost', host: 'alpha', message: 'The link died.', raw: 'Connection reset'}));
	await expect(first).rejects.toBeInstanceOf(MonitorLostError);
	await expect(second).rejects.toBeInstanceOf(MonitorLostError);
	expect(closes).toEqual(['Connection reset']);
	expect(session.isOpen).toBe(false);
	await expect(session.request(line('query-status'), 'person')).rejects.toBeInstanceOf(MonitorLostError);
	expect(commandsTo(peer)).toEqual(['cont']);
	// Who comes late hears it too.
	session.onClose(error => closes.push(error.message));
	expect(closes).toHaveLength(2);
});

test('a stream that ends while it is written to leaves nobody waiting', async () => {
	const peer = memoryStream();
	const {stream} = peer;
	const opening = openMonitorSession(
		{
			...stream,
			onData: listener => stream.onData(listener),
			onClose: listener => stream.onClose(listener),
			close: () => stream.close(),
			write(data) {
				if (String(data).includes('migrate') || new TextDecoder().decode(data as Uint8Array).includes('migrate')) {
					peer.end();
				} else {
					stream.write(data);
				}
			},
		},
		createQmpCodec(),
		new EngineClock(),
	);
	peer.say(qmpGreeting);
	peer.say(qmpAccepted);
	const session = await opening;
	await expect(session.request(line('migrate'), 'engine')).rejects.toBeInstanceOf(MonitorLostError);
});

test('a line that still waits can be called off; one that was sent cannot', async () => {
	const {session, peer} = await open();
	const over = new AbortController();
	const sent = session.request(line('query-status'), 'engine', over.signal);
	const waiting = session.request(line('quit'), 'engine', over.signal);
	over.abort();
	await expect(waiting).rejects.toBeInstanceOf(RequestWithdrawnError);
	answer(peer, {running: true});
	expect(await sent).toMatchObject({ok: true});
	expect(commandsTo(peer)).toEqual(['query-status']);
	await expect(session.request(line('quit'), 'engine', over.signal)).rejects.toBeInstanceOf(RequestWithdrawnError);
	expect(commandsTo(peer)).toEqual(['query-status']);
});

test('events reach whoever listens, between request and reply too', async () => {
	const {session, peer} = await open();
	const names: string[] = [];
	const stop = session.onEvent(({name}) => names.push(name));
	const reply = session.request(line('stop'), 'engine');
	peer.say('{"event": "STOP"}\r\n');
	answer(peer);
	expect(await reply).toMatchObject({ok: true});
	expect(names).toEqual(['STOP']);
	stop();
	peer.say('{"event": "RESUME"}\r\n');
	expect(names).toEqual(['STOP']);
});

test('a damaged stream ends the session with the reason', async () => {
	const {session, peer} = await open();
	const request = session.request(line('query-status'), 'engine');
	peer.say('{"return": tru\r\n}');
	await expect(request).rejects.toThrow(/damaged/);
	expect(peer.isClosed).toBe(true);
	expect(session.isOpen).toBe(false);
});
