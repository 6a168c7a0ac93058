/** Recorded answers of five QEMU versions, read in both languages: the same facts, whatever was spoken. */
import * as v from 'valibot';
import {describe, expect, test} from 'vitest';
import {createHmpCodec} from '../../../source/protocol/hmp/hmp-codec.js';
import type {MonitorReply} from '../../../source/protocol/monitor-codec.js';
import type {Dialect, Operation} from '../../../source/protocol/operations/index.js';
import * as operations from '../../../source/protocol/operations/index.js';
import {type RecordedVersion, readHmpRecording, readQmpRecording, recordedVersions} from './recordings.js';

type RecordedReply = {role: string; state: string; request: string; reply: MonitorReply};

function hmpReplies(version: RecordedVersion): RecordedReply[] {
	let codec = createHmpCodec();
	return readHmpRecording(version).flatMap(({role, state, request, received}) => {
		// The recording interleaves several QEMUs, so each reply is read in a session of its own.
		codec = createHmpCodec();
		if (request === '') return [];
		codec.receive(new TextEncoder().encode(`QEMU ${version} monitor - type 'help' for more information\r\n(qemu) `));
		codec.request(request);
		const [output] = codec.receive(received);
		return output?.kind === 'reply' ? [{role, state, request, reply: output.reply}] : [];
	});
}

const returned = v.object({return: v.unknown()});

function qmpReplies(version: RecordedVersion): RecordedReply[] {
	return readQmpRecording(version).flatMap(({role, state, request, received}) => {
		const lines = Buffer.from(received).toString('utf8').trim().split('\r\n');
		const message = v.safeParse(returned, JSON.parse(lines.at(-1) ?? ''));
		const name = /"execute": ?"([^"]+)"/.exec(request)?.[1] ?? '';
		if (!message.success) return [];
		const value = message.output.return;
		return [{role, state, request: name, reply: {ok: true as const, text: '', value}}];
	});
}

describe.each(recordedVersions)('QEMU %s', version => {
	const [major = 0, minor = 0, micro = 0] = version.split('.').map(Number);
	const dialects: Record<'hmp' | 'qmp', Dialect> = {
		hmp: {language: 'hmp', version: {major, minor, micro, text: version}},
		qmp: {language: 'qmp', version: version === '0.12.4' ? undefined : {major, minor, micro, text: version}},
	};
	const replies = {hmp: hmpReplies(version), qmp: qmpReplies(version)};

	function facts<Answer>(
		language: 'hmp' | 'qmp',
		operation: Operation<undefined, Answer>,
		role: string,
		state: string,
	) {
		const [line] = operation.encode(dialects[language], undefined) ?? [];
		// Recorded without the flag that vmferry adds for the throttle; nothing was throttled.
		const request = language === 'hmp' ? line?.replace(/ -a$/, '') : /"execute":"([^"]+)"/.exec(line ?? '')?.[1];
		const found = replies[language].find(
			entry => entry.role === role && entry.state === state && entry.request === request,
		);
		if (!found) return undefined;
		const result = operation.decode(dialects[language], [found.reply]);
		return result.ok ? result.value : result.reason;
	}

	const isOld = version === '0.12.4';

	test('who it is', () => {
		for (const language of ['hmp', 'qmp'] as const) {
			expect(facts(language, operations.queryStatus, 'src', 'idle')).toEqual({running: true, runState: 'running'});
			expect(facts(language, operations.queryVersion, 'src', 'idle')).toMatchObject({major, minor, micro});
			expect(facts(language, operations.queryName, 'src', 'idle')).toEqual({name: 'guest1'});
			expect(facts(language, operations.queryUuid, 'src', 'idle')).toEqual({
				uuid: '550e8400-e29b-41d4-a716-446655440000',
			});
			expect(facts(language, operations.queryKvm, 'src', 'idle')).toEqual({enabled: false});
			expect(facts(language, operations.queryCpuCount, 'src', 'idle')).toBe(1);
		}
		expect(facts('qmp', operations.queryMemoryBytes, 'src', 'idle')).toBe(isOld ? undefined : 134_217_728);
		const commands = facts('qmp', operations.queryCommands, 'src', 'idle');
		expect(commands instanceof Set && commands.has('migrate_cancel')).toBe(true);
	});

	test('its disks', () => {
		const [disk, cdrom] = [facts('hmp', operations.queryBlock, 'src', 'idle')].flat();
		expect(disk).toEqual({
			device: 'ide0-hd0',
			file: '/srv/images-of-lab/x/v/boot.img',
			readOnly: false,
			driver: 'raw',
			...(isOld ? {} : {cacheDirect: true}),
		});
		expect(cdrom).toEqual({device: 'ide1-cd0'});
		expect(facts('qmp', operations.queryBlock, 'src', 'idle')).toEqual(
			facts('hmp', operations.queryBlock, 'src', 'idle'),
		);
		expect(facts('hmp', operations.queryBlock, 'dst', 'incoming')).toContainEqual(
			expect.objectContaining({driver: 'raw'}),
		);
	});

	test('its migration settings', () => {
		const capabilities = facts('hmp', operations.queryCapabilities, 'src', 'idle');
		expect(capabilities).toEqual(facts('qmp', operations.queryCapabilities, 'src', 'idle'));
		const parameters = facts('hmp', operations.queryParameters, 'src', 'idle');
		expect(parameters).toEqual(facts('qmp', operations.queryParameters, 'src', 'idle'));
		if (isOld) return;
		expect(capabilities).toMatchObject({'return-path': false, events: false});
		expect(parameters).toEqual({maxBandwidthBytesPerSecond: 134_217_728, downtimeLimitMs: 300});
	});

	test('before, during and after a migration', () => {
		const noMigration = facts('hmp', operations.queryMigrate, 'src', 'idle');
		expect(noMigration).toEqual({});
		expect(facts('qmp', operations.queryMigrate, 'src', 'idle')).toEqual({});

		const during = facts('hmp', operations.queryMigrate, 'src', 'active');
		expect(during).toMatchObject({
			status: 'active',
			ram: {transferredBytes: expect.any(Number), remainingBytes: expect.any(Number), totalBytes: expect.any(Number)},
			...(isOld ? {} : {expectedDowntimeMs: 1, totalTimeMs: expect.any(Number)}),
		});
		const same = facts('qmp', operations.queryMigrate, 'src', 'active');
		// What one language tells, the other does too, but for what HMP leaves out when it is 0 or since 10.1.
		const named = (value: unknown) =>
			Object.entries(Object(value)).flatMap(([name, entry]) =>
				entry !== undefined && !['postcopyRequests', 'dirtyPagesPerSecond', 'normalBytes'].includes(name) ? [name] : [],
			);
		expect(named(during)).toEqual(named(same));
		expect(named(Object(during).ram)).toEqual(named(Object(same).ram));

		for (const language of ['hmp', 'qmp'] as const) {
			expect(facts(language, operations.queryMigrate, 'src', 'completed')).toMatchObject({status: 'completed'});
			expect(facts(language, operations.queryStatus, 'src', 'completed')).toEqual({
				running: false,
				runState: isOld ? 'paused' : 'postmigrate',
			});
			expect(facts(language, operations.queryStatus, 'dst', 'completed')).toEqual({running: true, runState: 'running'});
			expect(facts(language, operations.queryMigrate, 'src2', 'cancelled')).toEqual({status: 'cancelled'});
			expect(facts(language, operations.queryMigrate, 'src2', 'failed')).toEqual({
				status: 'failed',
				...(isOld ? {} : {errorDescription: "Failed to connect to '127.0.0.1:9': Connection refused"}),
			});
			expect(facts(language, operations.queryStatus, 'dst', 'incoming')).toEqual({
				running: false,
				runState: isOld ? 'paused' : 'inmigrate',
			});
		}
		expect(facts('hmp', operations.queryMigrate, 'dst', 'incoming')).toEqual(
			facts('qmp', operations.queryMigrate, 'dst', 'incoming'),
		);
	});
});
