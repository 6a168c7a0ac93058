import fc from 'fast-check';
import {expect, test} from 'vitest';
import {
	formatList,
	joinOptions,
	listFlag,
	listValue,
	parseList,
	parseOptions,
} from '../../../source/domain/command-line/option-syntax.js';

test('options with and without a value, two dashes, and a bare disk image', () => {
	const options = parseOptions(['qemu', '-S', '-m', '512', '--enable-kvm', 'disk.img', '-name', '-odd-']);
	expect(options.map(({name, value}) => [name, value])).toEqual([
		['S', undefined],
		['m', '512'],
		['enable-kvm', undefined],
		['', 'disk.img'],
		['name', '-odd-'],
	]);
});

test('a command line comes back byte for byte', () => {
	fc.assert(
		fc.property(
			fc.array(fc.oneof(fc.string(), fc.constantFrom('-m', '-S', '-drive', '--name', '-daemonize'))),
			words => {
				const line = ['/usr/bin/qemu', ...words];
				expect(joinOptions(line[0] ?? '', parseOptions(line))).toEqual(line);
			},
		),
	);
});

test('a list keeps doubled commas as one', () => {
	const entries = parseList('file=/a,,b.img,if=virtio,readonly');
	expect(listValue(entries, 'file')).toBe('/a,b.img');
	expect(listFlag(entries, 'readonly')).toBe(true);
	expect(formatList(entries)).toBe('file=/a,,b.img,if=virtio,readonly');
});

test.each([
	['server', true],
	['server=on', true],
	['server=off', false],
	['nowait', false],
])('the flag server in "%s" is %s', (text, expected) => {
	expect(listFlag(parseList(`tcp:0:1,${text}`), 'server')).toBe(expected);
});
