import {describe, expect, test} from 'vitest';
import type {MonitorLanguage, QemuVersion} from '../../../source/protocol/facts.js';
import type {MonitorReply} from '../../../source/protocol/monitor-codec.js';
import * as operations from '../../../source/protocol/operations/index.js';
import {type Dialect, type Operation, runOperation} from '../../../source/protocol/operations/index.js';

function versionOf(text: string): QemuVersion {
	const [major = 0, minor = 0, micro = 0] = text.split('.').map(Number);
	return {major, minor, micro, text};
}

const dialect = (language: MonitorLanguage, version: string, commands?: readonly string[]): Dialect => ({
	language,
	version: version === '' ? undefined : versionOf(version),
	...(commands && {commands: new Set(commands)}),
});

const hmp = (version: string) => dialect('hmp', version);
const qmp = (version: string, commands?: readonly string[]) => dialect('qmp', version, commands);

describe('speed and downtime in each version’s words and units', () => {
	test.each([
		[hmp('0.12.4'), ['migrate_set_speed 125000000'], ['migrate_set_downtime 0.3']],
		[hmp('0.13.0'), ['migrate_set_speed 125000000'], ['migrate_set_downtime 0.3']],
		[hmp('0.14.0'), ['migrate_set_speed 125000000B'], ['migrate_set_downtime 0.3']],
		[hmp('2.7.1'), ['migrate_set_speed 125000000B'], ['migrate_set_downtime 0.3']],
		[hmp('2.8.0'), ['migrate_set_parameter max-bandwidth 125000000B'], ['migrate_set_parameter downtime-limit 300']],
		[hmp('11.1.3'), ['migrate_set_parameter max-bandwidth 125000000B'], ['migrate_set_parameter downtime-limit 300']],
		[hmp(''), ['migrate_set_parameter max-bandwidth 125000000B'], ['migrate_set_parameter downtime-limit 300']],
		[qmp(''), undefined, undefined],
		[
			qmp('0.13.0'),
			['{"execute":"migrate_set_speed","arguments":{"value":125000000}}'],
			['{"execute":"migrate_set_downtime","arguments":{"value":0.3}}'],
		],
		[
			qmp('2.5.0', ['migrate-set-parameters', 'migrate_set_speed', 'migrate_set_downtime']),
			['{"execute":"migrate_set_speed","arguments":{"value":125000000}}'],
			['{"execute":"migrate_set_downtime","arguments":{"value":0.3}}'],
		],
		[
			qmp('10.0.2'),
			['{"execute":"migrate-set-parameters","arguments":{"max-bandwidth":125000000}}'],
			['{"execute":"migrate-set-parameters","arguments":{"downtime-limit":300}}'],
		],
	])('%j', (spoken, speed, downtime) => {
		expect(operations.setMaxBandwidth.encode(spoken, {bytesPerSecond: 125_000_000.4})).toEqual(speed);
		expect(operations.setDowntimeLimit.encode(spoken, {downtimeLimitMs: 300})).toEqual(downtime);
	});

	test('values that QEMU would wrap or refuse are held at its limits', () => {
		expect(operations.setMaxBandwidth.encode(hmp('0.12.4'), {bytesPerSecond: 2 ** 33})).toEqual([
			'migrate_set_speed 4294967295',
		]);
		expect(operations.setDowntimeLimit.encode(hmp('9.0.0'), {downtimeLimitMs: 1e9})).toEqual([
			'migrate_set_parameter downtime-limit 2000000',
		]);
	});
});

test.each([
	[hmp('0.12.4'), undefined],
	[hmp('1.1.0'), undefined],
	[hmp('1.2.0'), ['migrate_set_capability return-path on', 'migrate_set_capability events off']],
	[qmp(''), undefined],
	[
		qmp('10.0.2'),
		[
			'{"execute":"migrate-set-capabilities","arguments":{"capabilities":[{"capability":"return-path","state":true},{"capability":"events","state":false}]}}',
		],
	],
	[qmp('10.0.2', ['query-status']), undefined],
])('capabilities are set in the words of %j', (spoken, lines) => {
	expect(operations.setCapabilities.encode(spoken, {'return-path': true, events: false})).toEqual(lines);
	expect(operations.setCapabilities.encode(spoken, {})).toEqual(lines && []);
});

test.each<[Dialect, Operation<undefined, unknown>, readonly string[] | undefined]>([
	[hmp('0.12.4'), operations.queryMachineType, undefined],
	[hmp('5.0.0'), operations.queryMachineType, undefined],
	[hmp('5.1.0'), operations.queryMachineType, ['qom-get /machine type']],
	[
		qmp('2.0.0'),
		operations.queryMachineType,
		['{"execute":"qom-get","arguments":{"path":"/machine","property":"type"}}'],
	],
	[qmp('2.11.0'), operations.queryCpuCount, ['{"execute":"query-cpus"}']],
	[qmp('2.12.0'), operations.queryCpuCount, ['{"execute":"query-cpus-fast"}']],
	[hmp('2.10.0'), operations.queryMemoryBytes, undefined],
	[hmp('2.11.0'), operations.queryMemoryBytes, ['info memory_size_summary']],
	[hmp('2.3.0'), operations.queryParameters, undefined],
	[hmp('2.4.0'), operations.queryParameters, ['info migrate_parameters']],
	[hmp('9.0.0'), operations.queryCommands, undefined],
	[hmp('0.12.4'), operations.cont, ['cont']],
	[qmp('9.0.0'), operations.quit, ['{"execute":"quit"}']],
	[qmp('9.0.0'), operations.migrateCancel, ['{"execute":"migrate_cancel"}']],
])('%j asks %o by %j', (spoken, operation, lines) => {
	expect(operation.encode(spoken, undefined)).toEqual(lines);
});

test.each([
	[
		hmp('10.0.2'),
		'tcp:192.168.12.46:4449',
		'migrate -d tcp:192.168.12.46:4449',
		'migrate_incoming tcp:192.168.12.46:4449',
	],
	[
		hmp('2.3.0'),
		'exec:cat >"a b\\c"',
		'migrate -d "exec:cat >\\"a b\\\\c\\""',
		'migrate_incoming "exec:cat >\\"a b\\\\c\\""',
	],
	[hmp('2.2.0'), 'unix:/x', 'migrate -d unix:/x', undefined],
	[
		qmp('2.4.0'),
		'unix:/x y',
		'{"execute":"migrate","arguments":{"uri":"unix:/x y"}}',
		'{"execute":"migrate-incoming","arguments":{"uri":"unix:/x y"}}',
	],
	[qmp('2.3.0'), 'unix:/x', '{"execute":"migrate","arguments":{"uri":"unix:/x"}}', undefined],
])('an address for %j: %s', (spoken, uri, out, incoming) => {
	expect(operations.migrate.encode(spoken, {uri})).toEqual([out]);
	expect(operations.migrateIncoming.encode(spoken, {uri})).toEqual(incoming && [incoming]);
});

describe('answers and refusals', () => {
	const run = (spoken: Dialect, replies: readonly MonitorReply[], operation: Operation<undefined, unknown>) => {
		const left = [...replies];
		return runOperation(operation, spoken, undefined, async () => left.shift() ?? {ok: false, text: 'asked too often'});
	};

	test.each<[string, MonitorReply, 'refused' | 'unsupported' | 'unreadable']>([
		['hmp', {ok: false, text: 'Error: There’s a migration process in progress'}, 'refused'],
		['hmp', {ok: false, text: "unknown command: 'info status'"}, 'unsupported'],
		['hmp', {ok: false, text: 'info version  -- show the version of QEMU\ninfo network  -- x'}, 'unsupported'],
		['hmp', {ok: true, text: 'something else'}, 'unreadable'],
		['qmp', {ok: false, errorClass: 'CommandNotFound', text: 'The command x has not been found'}, 'unsupported'],
		['qmp', {ok: false, errorClass: 'GenericError', text: 'no'}, 'refused'],
		['qmp', {ok: true, text: '{}', value: {running: 'yes'}}, 'unreadable'],
		['qmp', {ok: true, text: 'null', value: null}, 'unreadable'],
	])('%s %j is %s', async (language, reply, kind) => {
		const spoken = language === 'hmp' ? hmp('9.0.0') : qmp('9.0.0');
		expect(await run(spoken, [reply], operations.queryStatus)).toMatchObject({ok: false, reason: {kind}});
	});

	test('what a QEMU has no command for is not asked', async () => {
		expect(await run(hmp('0.12.4'), [], operations.queryCapabilities)).toEqual({
			ok: false,
			reason: {kind: 'unsupported', text: 'QEMU 0.12.4 has no command for migration capabilities.'},
		});
	});

	test('several lines stop at the first refusal', async () => {
		const sent: string[] = [];
		const result = await runOperation(
			operations.setCapabilities,
			hmp('4.0.0'),
			{events: true, nonsense: true, 'return-path': true},
			async line => {
				sent.push(line);
				return line.includes('nonsense') ? {ok: false, text: 'Error: no such capability'} : {ok: true, text: ''};
			},
		);
		expect(sent).toEqual(['migrate_set_capability events on', 'migrate_set_capability nonsense on']);
		expect(result).toEqual({ok: false, reason: {kind: 'refused', text: 'Error: no such capability'}});
	});

	test('HMP through QMP is the reply that HMP would have given', () => {
		const operation = operations.humanMonitorCommand('migrate -d foo:1', 'change');
		expect(operation.encode(qmp('7.2.0'), undefined)).toEqual([
			'{"execute":"human-monitor-command","arguments":{"command-line":"migrate -d foo:1"}}',
		]);
		expect(operation.encode(qmp(''), undefined)).toBeUndefined();
		const reply = {ok: true, text: '', value: 'Error: unknown migration protocol: foo:1\r\n'} as const;
		expect(operation.decode(qmp('7.2.0'), [reply])).toEqual({
			ok: true,
			value: {ok: false, text: 'Error: unknown migration protocol: foo:1'},
		});
	});
});

test('only what may be asked twice says so', () => {
	const repeatable = (operation: {readonly repeatable: boolean}) => operation.repeatable;
	const {migrate, cont, quit, migrateIncoming, stop, migrateCancel, queryMigrate, setMaxBandwidth} = operations;
	expect([migrate, cont, quit, migrateIncoming].map(repeatable)).toEqual([false, false, false, false]);
	expect([stop, migrateCancel, queryMigrate, setMaxBandwidth].map(repeatable)).toEqual([true, true, true, true]);
	expect([queryMigrate.effect, migrate.effect, quit.effect]).toEqual(['query', 'change', 'fatal']);
});

test.each([
	['hmp', 'info migrate', 'query'],
	['hmp', '  info  status', 'query'],
	['hmp', 'p/x 10', 'query'],
	['hmp', '', 'query'],
	['hmp', 'help', 'query'],
	['hmp', 'cont', 'change'],
	['hmp', 'migrate -d tcp:h:1', 'change'],
	['hmp', 'information', 'change'],
	['hmp', 'q', 'fatal'],
	['hmp', ' quit', 'fatal'],
	['hmp', 'system_reset', 'fatal'],
	['hmp', 'calc_dirty_rate -b 1', 'fatal'],
	['hmp', 'calc_dirty_rate 1', 'change'],
	['qmp', '{"execute": "query-migrate"}', 'query'],
	['qmp', '{"execute": "qom-list", "arguments": {"path": "/"}}', 'query'],
	['qmp', '{"execute": "qom-set"}', 'change'],
	['qmp', '{"execute": "stop"}', 'change'],
	['qmp', '{"exec-oob": "migrate-pause"}', 'change'],
	['qmp', '{"execute": "system_powerdown"}', 'fatal'],
	['qmp', '{"execute": "calc-dirty-rate", "arguments": {"calc-time": 1, "mode": "dirty-bitmap"}}', 'fatal'],
	['qmp', '{"execute": "human-monitor-command", "arguments": {"command-line": "info status"}}', 'query'],
	['qmp', '{"execute": "human-monitor-command", "arguments": {"command-line": "q"}}', 'fatal'],
	['qmp', '{"execute": "human-monitor-command"}', 'change'],
	['qmp', '{"execute": "query-status", "exec-oob": "migrate-pause"}', 'change'],
	['qmp', '{"execute": "query-status"}{"execute": "quit"}', 'change'],
	['qmp', 'no json', 'change'],
] as const)('%s %s is a %s', (language, line, effect) => {
	expect(operations.classifyCommand(language, line)).toBe(effect);
});
