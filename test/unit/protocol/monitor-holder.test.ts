import fc from 'fast-check';
import {expect, test} from 'vitest';
import {readMonitorHolder} from '../../../source/protocol/host-probe/monitor-holder.js';

test.each([
	['process 4711 telnet\n', {kind: 'process', pid: 4711, name: 'telnet'}],
	['process 4711 Web Content\nprocess 4712 sshd\n', {kind: 'process', pid: 4711, name: 'Web Content'}],
	['peer 0100007F\n', {kind: 'peer', address: '127.0.0.1'}],
	['peer 2D0CA8C0\n', {kind: 'peer', address: '192.168.12.45'}],
	['peer 0000000000000000FFFF00002D0CA8C0\n', {kind: 'peer', address: '192.168.12.45'}],
	['peer B80D0120000000000000000001000000\n', {kind: 'peer', address: '2001:db8:0:0:0:0:0:1'}],
	['peer nonsense\nprocess x y\n', undefined],
	['', undefined],
])('%j', (text, holder) => {
	expect(readMonitorHolder(text)).toEqual(holder);
});

test('any text is read without an exception', () => {
	fc.assert(
		fc.property(fc.string({unit: 'binary'}), text => {
			readMonitorHolder(text);
		}),
	);
});
