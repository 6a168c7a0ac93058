import {expect, test} from 'vitest';
import {ask} from '../../../source/engine/monitors/ask.js';
import {openMonitorSession} from '../../../source/engine/monitors/monitor-session.js';
import {migrateRecover, queryStatus, setMaxBandwidth} from '../../../source/protocol/operations/index.js';
import {createQmpCodec} from '../../../source/protocol/qmp/qmp-codec.js';
import {EngineClock} from '../../support/engine-clock.js';
import {memoryStream, qmpGreeting} from '../../support/memory-stream.js';

type Request = {
	readonly id: number;
	readonly execute?: string;
	readonly 'exec-oob'?: string;
	readonly arguments?: unknown;
};

/** A QMP 7.2 that says of itself what the test wants. */
const open = async (values: Readonly<Record<string, unknown>>, capabilities: readonly string[] = []) => {
	const peer = memoryStream();
	const requests = (): readonly Request[] => peer.written.map(line => JSON.parse(line) as Request);
	const answerLast = (value: unknown = {}, id = requests().at(-1)?.id): void =>
		peer.say(`${JSON.stringify({return: value, id})}\r\n`);
	const opening = openMonitorSession(peer.stream, createQmpCodec({outOfBand: true}), new EngineClock());
	peer.say(qmpGreeting.replace('"capabilities": []', `"capabilities": ${JSON.stringify(capabilities)}`));
	answerLast();
	const session = await opening;
	let answered = requests().length;
	/** Answers what comes, until nothing comes any more. */
	const serve = async (): Promise<void> => {
		for (let turn = 0; turn < 20; turn++) {
			await Promise.resolve();
			const next = requests()[answered];
			if (next) {
				answered++;
				answerLast(values[next.execute ?? ''] ?? {}, next.id);
			}
		}
	};
	return {session, peer, requests, answerLast, serve};
};

const names = (requests: readonly Request[]) => requests.map(request => request.execute ?? request['exec-oob']);

const commandsWith = (...commands: readonly string[]) => ({
	'query-commands': commands.map(name => ({name})),
});

test('QEMU itself tells what it has, once a session, whatever its version says', async () => {
	const {session, requests, serve} = await open({
		...commandsWith('query-migrate-parameters', 'migrate-set-parameters', 'migrate_set_speed'),
		// A QEMU whose distributor took the parameter out.
		'query-migrate-parameters': {'compress-level': 1},
	});
	const asked = [
		ask(session, setMaxBandwidth, {bytesPerSecond: 1}),
		ask(session, setMaxBandwidth, {bytesPerSecond: 2}),
	];
	await serve();
	expect(await Promise.all(asked)).toMatchObject([{ok: true}, {ok: true}]);
	expect(names(requests())).toEqual([
		'qmp_capabilities',
		'query-commands',
		'query-migrate-parameters',
		'migrate_set_speed',
		'migrate_set_speed',
	]);
});

test('where the parameter is, it is set', async () => {
	const {session, requests, serve} = await open({
		...commandsWith('query-migrate-parameters', 'migrate_set_speed'),
		'query-migrate-parameters': {'max-bandwidth': 1},
	});
	const asked = ask(session, setMaxBandwidth, {bytesPerSecond: 1});
	await serve();
	expect(await asked).toMatchObject({ok: true});
	expect(requests().at(-1)).toMatchObject({execute: 'migrate-set-parameters', arguments: {'max-bandwidth': 1}});
});

test('what every QEMU knows is asked without a question before', async () => {
	const {session, requests, serve} = await open({'query-status': {running: true, status: 'running'}});
	const asked = ask(session, queryStatus, undefined, 'poller');
	await serve();
	expect(await asked).toMatchObject({ok: true});
	expect(names(requests())).toEqual(['qmp_capabilities', 'query-status']);
});

const inBand = '{"execute": "query-migrate"}';
const outOfBand = '{"exec-oob": "migrate-pause"}';

test('an out-of-band command overtakes the one that blocks, and each gets its own answer', async () => {
	const {session, requests, answerLast} = await open({}, ['oob']);
	expect(requests()[0]?.arguments).toEqual({enable: ['oob']});
	const blocked = session.request(inBand, 'engine');
	const waiting = session.request('{"execute": "query-status"}', 'person');
	const overtaking = session.request(outOfBand, 'person');
	expect(names(requests()).slice(1)).toEqual(['query-migrate', 'migrate-pause']);
	answerLast({is: 'pause'});
	expect(await overtaking).toMatchObject({ok: true, value: {is: 'pause'}});
	answerLast({is: 'migrate'}, requests()[1]?.id);
	expect(await blocked).toMatchObject({ok: true, value: {is: 'migrate'}});
	answerLast({is: 'status'});
	expect(await waiting).toMatchObject({ok: true, value: {is: 'status'}});
});

test.each([
	[['oob'], 'exec-oob'],
	[[], 'execute'],
] as const)('migrate-recover with %j goes by %s', async (capabilities, member) => {
	const {session, requests, serve} = await open({}, capabilities);
	const asked = ask(session, migrateRecover, {uri: 'tcp:10.0.0.1:1'});
	await serve();
	expect(await asked).toMatchObject({ok: true});
	expect(requests().at(-1)).toMatchObject({[member]: 'migrate-recover', arguments: {uri: 'tcp:10.0.0.1:1'}});
});

test('an error without an id is that of the request that blocks', async () => {
	const {session, peer, answerLast} = await open({}, ['oob']);
	const blocked = session.request(inBand, 'engine');
	const overtaking = session.request(outOfBand, 'person');
	peer.say('{"error": {"class": "GenericError", "desc": "no"}}\r\n');
	expect(await blocked).toMatchObject({ok: false, text: 'no'});
	answerLast();
	expect(await overtaking).toMatchObject({ok: true});
});

test('where QEMU does not offer it, it waits its turn and QEMU says what it thinks of it', async () => {
	const {session, requests, answerLast} = await open({});
	expect(requests()[0]?.arguments).toBeUndefined();
	const first = session.request(inBand, 'engine');
	const second = session.request(outOfBand, 'person');
	expect(names(requests()).slice(1)).toEqual(['query-migrate']);
	answerLast();
	await first;
	expect(names(requests()).slice(1)).toEqual(['query-migrate', 'migrate-pause']);
	answerLast();
	expect(await second).toMatchObject({ok: true});
});

test('with read-only it does not overtake either', async () => {
	const peer = memoryStream();
	const opening = openMonitorSession(peer.stream, createQmpCodec({outOfBand: true}), new EngineClock(), {
		isReadOnly: true,
	});
	peer.say(qmpGreeting.replace('"capabilities": []', '"capabilities": ["oob"]'));
	peer.say('{"return": {}, "id": 1}\r\n');
	const session = await opening;
	await expect(session.request(outOfBand, 'person')).rejects.toThrow(/read-only/);
	expect(peer.written).toHaveLength(1);
});

test('when the monitor is lost, whoever overtook is told so too', async () => {
	const {session, peer} = await open({}, ['oob']);
	const all = [session.request(inBand, 'engine'), session.request(outOfBand, 'person')];
	peer.end();
	expect((await Promise.allSettled(all)).map(({status}) => status)).toEqual(['rejected', 'rejected']);
});
