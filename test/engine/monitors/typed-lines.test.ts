import {describe, expect, test} from 'vitest';
import type {Guest} from '../../../source/domain/guest.js';
import {ReadOnlyError} from '../../../source/engine/monitors/read-only.js';
import {sendTypedLine} from '../../../source/engine/monitors/send-typed-line.js';
import type {MonitorLanguage} from '../../../source/protocol/facts.js';
import {
	type EngineSession,
	endSessions,
	openSession,
	ordersTo,
	type SessionOptions,
} from '../../support/engine-session.js';

endSessions();

const vm01 = (session: EngineSession): Guest => {
	const guest = session.engine.store.getState().hosts[0]?.guests[0];
	if (!guest) {
		throw new Error('There is no guest.');
	}

	return guest;
};

const open = async (options: SessionOptions, language: MonitorLanguage) => {
	const opened = await openSession(options);
	const guest = vm01(opened);
	const monitor = await opened.engine.pool.get(guest, language);
	return {
		engine: opened.engine,
		world: opened.world,
		source: opened.source,
		guest,
		/** What the QEMU was sent and did not know; the scripted one takes that for a mistake. */
		unknown: () => opened.world.complaints.splice(0),
		type: (line: string, confirmation?: Parameters<typeof sendTypedLine>[3]) =>
			sendTypedLine(monitor, guest, line, confirmation),
	};
};

describe('a command of the article on a QEMU that', () => {
	test.each(['0.12.4', '1.7.2', '5.2.0'] as const)('knows it (%s) is sent as it was typed', async version => {
		const {type, source} = await open({version}, 'hmp');
		expect(await type('migrate_set_speed 1g')).toEqual({kind: 'answered', reply: {ok: true, text: ''}});
		expect(ordersTo(source)).toEqual(['migrate_set_speed 1g']);
		expect(source.qemu.speed).toBe(1024 ** 3);
	});

	test.each(['7.2.22', '10.0.2', '11.1.3'] as const)(
		'does not (%s) is sent as its successor, and that is told',
		async version => {
			const {type, source, unknown} = await open({version}, 'hmp');
			expect(await type('migrate_set_speed 1g')).toMatchObject({
				reply: {ok: true},
				sentAs: ['migrate_set_parameter max-bandwidth 1g'],
			});
			expect(source.qemu.speed).toBe(1024 ** 3);
			expect(await type('migrate_set_downtime 0.5')).toMatchObject({
				reply: {ok: true},
				sentAs: ['migrate_set_parameter downtime-limit 500'],
			});
			expect(source.qemu.downtimeLimitMs).toBe(500);
			expect(unknown()).toHaveLength(2);
		},
	);

	test('does not, in QMP’s words and units', async () => {
		const {type, source, unknown} = await open({version: '7.2.22'}, 'qmp');
		const line = '{"execute": "migrate_set_speed", "arguments": {"value": 125000000}}';
		expect(await type(line)).toMatchObject({
			reply: {ok: true},
			sentAs: ['{"execute":"migrate-set-parameters","arguments":{"max-bandwidth":125000000}}'],
		});
		expect(source.qemu.speed).toBe(125_000_000);
		expect(unknown()).toHaveLength(1);
	});

	test('knows neither keeps its own words', async () => {
		const {type, unknown} = await open({version: '1.7.2'}, 'hmp');
		const outcome = await type('singlestep');
		expect(outcome).toEqual({
			kind: 'answered',
			reply: {ok: false, text: "unknown command: 'singlestep'"},
		});
		expect(unknown()).toHaveLength(2);
	});

	test('has nothing in its place says what to type', async () => {
		const {type, unknown} = await open({version: '7.2.22'}, 'hmp');
		const outcome = await type('pci_del 0:5');
		expect(outcome).toMatchObject({reply: {ok: false, text: expect.stringMatching(/unknown command.*\n.*device_del/)}});
		expect(unknown()).toHaveLength(1);
	});
});

test('the conversation says what was sent', async () => {
	const {engine, world, guest, unknown} = await open({version: '11.1.3'}, 'hmp');
	engine.send({kind: 'send-line', guest: guest.key, language: 'hmp', line: 'migrate_set_speed 1g'});
	const transcript = () => engine.store.getState().transcripts[`${guest.key} hmp`] ?? [];
	await world.until(() => transcript().length > 1, 'the answer');
	expect(transcript()).toMatchObject([
		{kind: 'command', text: 'migrate_set_speed 1g'},
		{kind: 'notice', text: 'sent as migrate_set_parameter max-bandwidth 1g'},
	]);
	unknown();
});

test('a password that QEMU would ask for at its prompt is not waited for', async () => {
	const {type, source} = await open({version: '7.2.22'}, 'hmp');
	expect(await type('change vnc password')).toMatchObject({
		reply: {ok: false, text: expect.stringContaining('set_password')},
	});
	expect(ordersTo(source)).toEqual([]);
});

describe('nothing is sent before a confirmation of', () => {
	test.each(['quit', 'q', ' quit '])('%j, which wants the guest’s name', async line => {
		const {type, source, unknown} = await open({}, 'hmp');
		const hazard = {kind: 'ends-guest', command: line.trim()} as const;
		expect(await type(line)).toEqual({kind: 'needs-confirmation', hazard});
		expect(await type(line, {hazard: 'ends-guest', guestName: 'vm02'})).toMatchObject({kind: 'needs-confirmation'});
		expect(await type(line, {hazard: 'ends-guest'})).toMatchObject({kind: 'needs-confirmation'});
		expect(await type(line, {hazard: 'blocks-monitor', guestName: 'vm01'})).toMatchObject({kind: 'needs-confirmation'});
		expect(ordersTo(source)).toEqual([]);
		await expect(type(line, {hazard: 'ends-guest', guestName: 'vm01'})).rejects.toThrow();
		expect(source.qemu.isAlive).toBe(false);
		expect(unknown()).toEqual([expect.stringContaining('quit with the only copy')]);
	});

	test.each([
		['{"execute": "quit"}', 'ends-guest', 'quit'],
		['{"execute": "human-monitor-command", "arguments": {"command-line": "q"}}', 'ends-guest', 'q'],
		['quit', 'ends-guest', 'quit'],
		['{"execute": "system_reset"}', 'harms-guest', 'system_reset'],
	] as const)('%s on QMP', async (line, kind, command) => {
		const {type, source} = await open({}, 'qmp');
		expect(await type(line)).toEqual({kind: 'needs-confirmation', hazard: {kind, command}});
		expect(ordersTo(source)).toEqual([]);
	});

	test.each(['migrate tcp:10.0.0.1:1', 'migrate -r tcp:10.0.0.1:1', 'migrate "exec:gzip -d"'])('%s', async line => {
		const {type, source} = await open({}, 'hmp');
		expect(await type(line)).toEqual({
			kind: 'needs-confirmation',
			hazard: {kind: 'blocks-monitor', command: 'migrate'},
		});
		expect(ordersTo(source)).toEqual([]);
	});

	test.each(['0.12.4', '5.2.0', '11.1.3'] as const)(
		'cont in the process that the guest has left, QEMU %s',
		async version => {
			const session = await openSession({version, monitors: 'hmp'});
			await (await session.migrate()).settled;
			const monitor = await session.engine.pool.get(vm01(session), 'hmp');
			const orders = ordersTo(session.source);
			for (const line of ['cont', 'c']) {
				expect(await sendTypedLine(monitor, {name: 'vm01'}, line)).toEqual({
					kind: 'needs-confirmation',
					hazard: {kind: 'runs-twice', command: line},
				});
			}

			expect(ordersTo(session.source)).toEqual(orders);
		},
	);
});

test.each([
	['hmp', 'migrate -d tcp:10.0.0.1:1'],
	['qmp', '{"execute": "migrate", "arguments": {"uri": "tcp:10.0.0.1:1"}}'],
	['hmp', 'stop'],
] as const)('%s: %s needs none', async (language, line) => {
	const {type} = await open({}, language);
	expect(await type(line)).toMatchObject({kind: 'answered'});
});

test('a paused guest is continued without a question', async () => {
	const {type, source} = await open({isPaused: true}, 'hmp');
	expect(await type('cont')).toMatchObject({kind: 'answered', reply: {ok: true}});
	expect(source.qemu.isRunning).toBe(true);
});

test('in the console a dialog asks, and the confirmed line is sent', async () => {
	const {engine, world, guest, source} = await open({}, 'hmp');
	const line = 'migrate tcp:10.0.0.1:1';
	engine.send({kind: 'send-line', guest: guest.key, language: 'hmp', line});
	await world.until(() => engine.store.getState().ui.dialog !== undefined, 'the dialog');
	const hazard = {kind: 'blocks-monitor', command: 'migrate'};
	expect(engine.store.getState().ui.dialog).toEqual({
		kind: 'confirm-line',
		guest: {key: guest.key, name: 'vm01', host: 'alpha'},
		language: 'hmp',
		line,
		hazard,
	});
	expect(ordersTo(source)).toEqual([]);
	engine.send({kind: 'send-line', guest: guest.key, language: 'hmp', line, confirmation: {hazard: 'blocks-monitor'}});
	await world.until(() => ordersTo(source).length > 0, 'the line');
	expect(ordersTo(source)).toEqual([line]);
});

describe('read-only', () => {
	test.each([
		['hmp', 'info status'],
		['qmp', '{"execute": "query-status"}'],
		['qmp', 'query-status'],
	] as const)('%s: %s passes', async (language, line) => {
		const {type} = await open({isReadOnly: true}, language);
		expect(await type(line)).toMatchObject({kind: 'answered', reply: {ok: true}});
	});

	test.each([
		['hmp', 'stop'],
		['hmp', 'bogus'],
		['hmp', 'quit'],
		['hmp', 'migrate -d tcp:10.0.0.1:1'],
		['qmp', '{"execute": "stop"}'],
		['qmp', 'stop'],
		['qmp', '{"execute": "human-monitor-command", "arguments": {"command-line": "stop"}}'],
	] as const)('%s: %s does not, whatever was confirmed', async (language, line) => {
		const {type, source} = await open({isReadOnly: true}, language);
		await expect(type(line)).rejects.toBeInstanceOf(ReadOnlyError);
		await expect(type(line, {hazard: 'ends-guest', guestName: 'vm01'})).rejects.toBeInstanceOf(ReadOnlyError);
		expect(ordersTo(source)).toEqual([]);
	});

	test.each(['hmp', 'qmp'] as const)('the session itself holds back, for every door, %s', async language => {
		const session = await openSession({isReadOnly: true});
		const monitor = await session.engine.pool.get(vm01(session), language);
		const line = language === 'hmp' ? 'stop' : '{"execute": "stop"}';
		for (const priority of ['person', 'engine', 'poller'] as const) {
			await expect(monitor.request(line, priority)).rejects.toBeInstanceOf(ReadOnlyError);
		}

		expect(ordersTo(session.source)).toEqual([]);
	});

	test('no guest is moved, and nothing is started on a host', async () => {
		const session = await openSession({isReadOnly: true});
		const plan = await session.plan();
		expect(() => session.engine.begin(plan)).toThrow(ReadOnlyError);
		session.engine.send({kind: 'begin-migration', plan});
		await session.world.until(() => session.engine.store.getState().ui.dialog?.kind === 'problem', 'the refusal');
		await expect(session.engine.hostOf('beta').connection.runScript('touch /tmp/x')).rejects.toBeInstanceOf(
			ReadOnlyError,
		);
		expect(session.world.all).toHaveLength(1);
		expect(ordersTo(session.source)).toEqual([]);
	});
});
