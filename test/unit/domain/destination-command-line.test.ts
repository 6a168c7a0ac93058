import {expect, test} from 'vitest';
import {destinationCommandLine} from '../../../source/domain/command-line/destination-command-line.js';

const nothingTaken = {tcp: [], unix: []};
const circumstances = {incoming: 'defer', machineType: 'pc-i440fx-10.0', taken: nothingTaken, startStopped: false};
const article = [
	'qemu-system-x86_64',
	...['-M', 'pc', '-m', '512', '-name', 'vm01'],
	...['-drive', 'file=/nfs/kvm/vm01.img,if=virtio', '-monitor', 'telnet:127.0.0.1:4444,server,nowait'],
];

test("the article's guest: its own words, a pinned machine and -incoming", () => {
	const {commandLine, changes} = destinationCommandLine(article, circumstances);
	expect(commandLine).toEqual([
		'qemu-system-x86_64',
		...['-M', 'pc-i440fx-10.0', '-m', '512', '-name', 'vm01'],
		...['-drive', 'file=/nfs/kvm/vm01.img,if=virtio', '-monitor', 'telnet:127.0.0.1:4444,server,nowait'],
		...['-incoming', 'defer'],
	]);
	expect(changes.map(({was, becomes}) => [was, becomes])).toEqual([
		['-M pc', '-M pc-i440fx-10.0'],
		[undefined, '-incoming defer'],
	]);
});

test('twenty moves do not make it longer than one', () => {
	let line: readonly string[] = destinationCommandLine(article, circumstances).commandLine;
	const first = line;
	for (let move = 0; move < 20; move++) {
		line = destinationCommandLine(line, circumstances).commandLine;
	}

	expect(line).toEqual(first);
});

test('what only meant the start of the source goes', () => {
	const {commandLine} = destinationCommandLine(
		['qemu', '-S', '-loadvm', 'before', '-incoming', 'tcp:0:4449', '-machine', 'pc-i440fx-10.0'],
		circumstances,
	);
	expect(commandLine).toEqual(['qemu', '-machine', 'pc-i440fx-10.0', '-incoming', 'defer']);
});

test('without a machine option the type is added, since the default differs between versions', () => {
	expect(destinationCommandLine(['qemu', '-m', '1G'], circumstances).commandLine).toEqual([
		'qemu',
		...['-machine', 'pc-i440fx-10.0', '-m', '1G', '-incoming', 'defer'],
	]);
});

test('other words of the machine option stay', () => {
	expect(
		destinationCommandLine(['qemu', '-machine', 'type=pc,accel=kvm'], circumstances).commandLine.slice(0, 3),
	).toEqual(['qemu', '-machine', 'type=pc-i440fx-10.0,accel=kvm']);
	expect(destinationCommandLine(['qemu', '-machine', 'accel=tcg'], circumstances).commandLine.slice(0, 5)).toEqual([
		'qemu',
		...['-machine', 'pc-i440fx-10.0', '-machine', 'accel=tcg'],
	]);
});

test('endpoints move where they are taken, and never wait for a client', () => {
	const {commandLine} = destinationCommandLine(
		[
			'qemu',
			...['-monitor', 'telnet:127.0.0.1:4444,server', '-qmp', 'unix:/run/vm.qmp,server=on'],
			...['-chardev', 'socket,id=s,host=127.0.0.1,port=4445,server=on,wait=off', '-serial', 'chardev:s'],
		],
		{
			...circumstances,
			machineType: undefined,
			taken: {
				tcp: [
					{address: '127.0.0.1', port: 4444},
					{address: '::', port: 4445},
				],
				unix: ['/run/vm.qmp'],
			},
		},
	);
	expect(commandLine).toEqual([
		'qemu',
		...['-monitor', 'telnet:127.0.0.1:4446,server,nowait', '-qmp', 'unix:/run/vm.qmp.1,server=on,wait=off'],
		...['-chardev', 'socket,id=s,host=127.0.0.1,port=4447,server=on,wait=off', '-serial', 'chardev:s'],
		...['-incoming', 'defer'],
	]);
});

test('a paused source below 2.4 is received stopped', () => {
	const {commandLine} = destinationCommandLine(['qemu'], {
		...circumstances,
		machineType: undefined,
		startStopped: true,
	});
	expect(commandLine).toEqual(['qemu', '-S', '-incoming', 'defer']);
});
