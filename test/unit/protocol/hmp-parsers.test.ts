/** Texts of QEMU versions that were not recorded, as their source prints them. */
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {readAmount} from '../../../source/protocol/hmp/parsers/amounts.js';
import {readHmpBlock} from '../../../source/protocol/hmp/parsers/block.js';
import * as guest from '../../../source/protocol/hmp/parsers/guest.js';
import {readHmpCapabilities, readHmpParameters} from '../../../source/protocol/hmp/parsers/lists.js';
import {readHmpMigration} from '../../../source/protocol/hmp/parsers/migrate.js';

const lines = (...entries: readonly string[]) => entries.join('\n');

describe('info migrate', () => {
	test('of 0.12, as typed off a screen in 2010', () => {
		const text = lines(
			'Migration status: active',
			'transferred ram: 9656 kbytes',
			'remaining ram: 531272 kbytes',
			'total ram 540928 kbytes',
		);
		expect(readHmpMigration(text)).toEqual({
			status: 'active',
			ram: {transferredBytes: 9_887_744, remainingBytes: 544_022_528, totalBytes: 553_910_272},
		});
		expect(readHmpMigration('Migration status completed').status).toBe('completed');
	});

	test('of 1.2, with capabilities in front and an uninitialised time behind a failure', () => {
		const head = 'capabilities: xbzrle: off ';
		expect(readHmpMigration(lines(head, 'Migration status: failed', 'total time: 18446742722 milliseconds'))).toEqual({
			status: 'failed',
		});
		const active = lines(
			head,
			'Migration status: active',
			'total time: 1200 milliseconds',
			'transferred ram: 1 kbytes',
			'duplicate: 5 pages',
			'normal: 6 pages',
			'normal bytes: 24 kbytes',
			'cache size: 9 bytes',
			'xbzrle transferred: 9 kbytes',
			'xbzrle overflow : 9',
		);
		expect(readHmpMigration(active)).toEqual({
			status: 'active',
			totalTimeMs: 1200,
			ram: {transferredBytes: 1024, duplicatePages: 5, normalPages: 6, normalBytes: 24_576},
		});
	});

	test('of 2.7, with rates, throttle, post-copy and a disk', () => {
		const text = lines(
			'capabilities: xbzrle: off rdma-pin-all: off auto-converge: on ',
			'Migration status: postcopy-active',
			'total time: 12345 milliseconds',
			'expected downtime: 300 milliseconds',
			'setup: 4 milliseconds',
			'transferred ram: 100 kbytes',
			'throughput: 800.00 mbps',
			'remaining ram: 50 kbytes',
			'total ram: 200 kbytes',
			'duplicate: 1 pages',
			'skipped: 0 pages',
			'normal: 2 pages',
			'normal bytes: 8 kbytes',
			'dirty sync count: 3',
			'dirty pages rate: 77 pages',
			'postcopy request count: 9',
			'transferred disk: 5 kbytes',
			'cpu throttle percentage: 20',
		);
		expect(readHmpMigration(text)).toEqual({
			status: 'postcopy-active',
			totalTimeMs: 12_345,
			expectedDowntimeMs: 300,
			setupTimeMs: 4,
			cpuThrottlePercent: 20,
			ram: {
				transferredBytes: 102_400,
				throughputBytesPerSecond: 100_000_000,
				remainingBytes: 51_200,
				totalBytes: 204_800,
				duplicatePages: 1,
				normalPages: 2,
				normalBytes: 8192,
				dirtySyncCount: 3,
				dirtyPagesPerSecond: 77,
				postcopyRequests: 9,
			},
		});
	});

	test('of 2.10, with the globals on one line', () => {
		const globals = 'globals: store-global-state=1, only_migratable=0, send-configuration=1, send-section-footer=1';
		expect(readHmpMigration(globals)).toEqual({});
		expect(readHmpMigration(lines(globals, 'Migration status: active', 'page size: 4 kbytes'))).toEqual({
			status: 'active',
			ram: {pageSizeBytes: 4096},
		});
	});

	test('of 6.0 and later, with what blocks it', () => {
		const reasons = ["State blocked by non-migratable device '0000:00:02.0/nvme'", 'total ram: 5 kbytes'];
		const text = lines(
			'globals:',
			'store-global-state: on',
			'Outgoing migration blocked:',
			...reasons.map(reason => `  ${reason}`),
			'Migration status: none',
		);
		expect(readHmpMigration(text)).toEqual({status: 'none', blockedReasons: reasons});
	});

	test('of 10.1 and later, in columns', () => {
		const text = lines(
			'Status: \t\tactive',
			'Time (ms): \t\ttotal=2703, setup=1, exp_down=1',
			'Remaining: \t\t105 MiB',
			'RAM info:',
			'  Throughput (Mbps): \t71.40',
			'  Sizes: \t\tpagesize=4 KiB, total=1.5 GiB',
			'  Transfers: \t\ttransferred=23.7 MiB, remain=1e+03 MiB',
			'    Channels: \t\tprecopy=23.7 MiB, multifd=0 B, postcopy=0 B',
			'    Page Types: \tnormal=6048, zero=224',
			'  Page Rates (pps): \ttransfer=2174, dirty=312',
			'  Others: \t\tdirty_syncs=2, postcopy_req=7',
			'XBZRLE: size=64 MiB, transferred=1 MiB, pages=5',
			'CPU Throttle (%): 30',
		);
		expect(readHmpMigration(text)).toEqual({
			status: 'active',
			totalTimeMs: 2703,
			setupTimeMs: 1,
			expectedDowntimeMs: 1,
			cpuThrottlePercent: 30,
			ram: {
				throughputBytesPerSecond: 8_925_000,
				pageSizeBytes: 4096,
				totalBytes: 1_610_612_736,
				transferredBytes: 24_851_251.2,
				remainingBytes: 1_048_576_000,
				normalPages: 6048,
				duplicatePages: 224,
				pagesPerSecond: 2174,
				dirtyPagesPerSecond: 312,
				dirtySyncCount: 2,
				postcopyRequests: 7,
			},
		});
		expect(readHmpMigration('Status: \t\tcompleted\nTime (ms): \t\ttotal=9, setup=0, down=250').downtimeMs).toBe(250);
	});

	test.each([
		[
			'Migration status: failed (Unable to write to socket: Broken pipe)',
			'failed',
			'Unable to write to socket: Broken pipe',
		],
		['Status: \t\tfailed (a (b) c)', 'failed', 'a (b) c'],
		['Status: \t\tsome-new-word', 'some-new-word', undefined],
		['', undefined, undefined],
	])('%j', (text, status, errorDescription) => {
		expect(readHmpMigration(text)).toEqual({status, errorDescription});
	});

	test('where it listens', () => {
		expect(
			readHmpMigration(lines('Sockets: [', '\ttcp:127.0.0.1:44601', '\tunix:/run/a b', ']')).socketAddresses,
		).toEqual(['tcp:127.0.0.1:44601', 'unix:/run/a b']);
	});
});

test.each([
	['9656 kbytes', 9_887_744],
	['67.31 mbps', 67.31],
	['0 kbytes', 0],
	['5', 5],
	['1e+03 MiB', 1_048_576_000],
	['0 B', 0],
	['N/A', undefined],
	['', undefined],
	['-3 pages', undefined],
	['12 parsecs', undefined],
	['99999999999999999999 bytes', undefined],
	[undefined, undefined],
])('the amount %j is %s', (text, amount) => {
	expect(readAmount(text)).toBe(amount);
});

test.each([
	['VM status: running', {running: true, runState: 'running'}],
	['VM status: running (single step mode)', {running: true, runState: 'running'}],
	['VM status: paused', {running: false, runState: 'paused'}],
	['VM status: paused (internal-error)', {running: false, runState: 'internal-error'}],
	['VM status: ?', undefined],
	['', undefined],
])('info status: %j', (text, status) => {
	expect(guest.readHmpStatus(text)).toEqual(status);
});

test.each([
	['0.12.4', {major: 0, minor: 12, micro: 4, text: '0.12.4'}],
	['0.12.1 (qemu-kvm-0.12.1.2)', {major: 0, minor: 12, micro: 1, text: '0.12.1 (qemu-kvm-0.12.1.2)'}],
	['7.2.22Debian 1:7.2+dfsg-7', {major: 7, minor: 2, micro: 22, text: '7.2.22Debian 1:7.2+dfsg-7'}],
	['unknown', undefined],
])('info version: %j', (text, version) => {
	expect(guest.readHmpVersion(text)).toEqual(version);
});

test('the other facts about a guest', () => {
	expect(guest.readHmpName('')).toEqual({});
	expect(guest.readHmpName('my guest')).toEqual({name: 'my guest'});
	expect(guest.readHmpUuid('00000000-0000-0000-0000-000000000000')).toEqual({});
	expect(guest.readHmpUuid('no')).toBeUndefined();
	expect(guest.readHmpKvm('kvm support: enabled')).toEqual({enabled: true});
	expect(guest.readHmpCpuCount('* CPU #0: pc=0x0000000000007c3d (halted)\n  CPU #1: pc=0x1 thread_id=7')).toBe(2);
	expect(guest.readHmpCpuCount('')).toBeUndefined();
	expect(guest.readHmpMemoryBytes('base memory: 67108864\nplugged memory: 1024')).toBe(67_109_888);
	expect(guest.readHmpMemoryBytes('')).toBeUndefined();
	expect(guest.readHmpMachineType('"pc-i440fx-10.0-machine"')).toBe('pc-i440fx-10.0');
	expect(guest.readHmpMachineType('"container"')).toBeUndefined();
});

test('capabilities and parameters on one line, as up to 2.9', () => {
	expect(readHmpCapabilities('capabilities: xbzrle: off rdma-pin-all: on ')).toEqual({
		xbzrle: false,
		'rdma-pin-all': true,
	});
	expect(readHmpCapabilities('')).toBeUndefined();
	const text =
		'parameters: compress-level: 1 tls-hostname:  max-bandwidth: 33554432 bytes/second downtime-limit: 300 milliseconds x-checkpoint-delay: 200';
	expect(readHmpParameters(text)).toEqual({maxBandwidthBytesPerSecond: 33_554_432, downtimeLimitMs: 300});
	expect(readHmpParameters('parameters: compress-level: 1')).toEqual({});
	expect(readHmpParameters('')).toBeUndefined();
});

test.each([
	[
		'ide0-hd0: type=hd removable=0 file=/nfs/my ro=1 x.img backing_file=/b.img ro=1 drv=qcow2 encrypted=0',
		[{device: 'ide0-hd0', file: '/nfs/my ro=1 x.img', readOnly: true, driver: 'qcow2'}],
	],
	[
		'virtio0: removable=0 io-status=ok file=/p.img ro=0 drv=raw encrypted=0 bps=0 bps_rd=0\nide1-cd0: removable=1 locked=0 tray-open=0 io-status=ok [not inserted]',
		[{device: 'virtio0', file: '/p.img', readOnly: false, driver: 'raw'}, {device: 'ide1-cd0'}],
	],
	[
		'virtio0: /p (1)/a: b.img (raw, read-only)\n    Removable device: not locked, tray closed\n\nide1-cd0: [not inserted]\n    Removable device: not locked, tray closed',
		[{device: 'virtio0', file: '/p (1)/a: b.img', readOnly: true, driver: 'raw'}, {device: 'ide1-cd0'}],
	],
	[
		'drive0 (#block1): json:{"driver": "nfs"} (raw, inactive)\n    Cache mode:       writeback\n    Backing file:     /b (chain depth: 1)',
		[{device: 'drive0', file: 'json:{"driver": "nfs"}', readOnly: false, driver: 'raw', cacheDirect: false}],
	],
	['', []],
	['what?', undefined],
])('info block: %j', (text, block) => {
	expect(readHmpBlock(text)).toEqual(block);
});

test('any text: no exception, and no number that is none', () => {
	const piece = fc.oneof(
		fc.string(),
		fc.constantFrom(
			'Migration status: ',
			'Status: ',
			'total ram: ',
			' kbytes',
			'\n',
			'\n  ',
			'Sockets: [',
			'x=',
			', ',
			' (',
			')',
			'9',
			'VM status: ',
		),
	);
	fc.assert(
		fc.property(fc.array(piece, {maxLength: 30}), pieces => {
			const text = pieces.join('');
			const facts = readHmpMigration(text);
			for (const value of Object.values({...facts, ...facts.ram})) expect(value).not.toBeNaN();
			readHmpBlock(text);
			readHmpCapabilities(text);
			readHmpParameters(text);
			for (const read of Object.values(guest)) read(text);
		}),
		{numRuns: 1000},
	);
});

test('a long line takes linear time', () => {
	for (const part of ['a', 'a ', 'a: ', ' ', '(', ') ', 'a=b, ', 'x: on ', '9']) {
		const text = part.repeat(100_000);
		readHmpMigration(text);
		readHmpMigration(`Status: ${text}`);
		readHmpBlock(text);
		readHmpBlock(`x: ${text}`);
		readHmpBlock(`x: removable=0 file=${text}`);
		readHmpCapabilities(text);
		readHmpParameters(text);
		for (const read of Object.values(guest)) expect(() => read(text)).not.toThrow();
	}
});
