import {expect, test} from 'vitest';
import {hmpSuccessor} from '../../../source/protocol/operations/successors/hmp-successors.js';
import {qmpSuccessor} from '../../../source/protocol/operations/successors/qmp-successors.js';

test.each([
	// A plain number was MiB, and is.
	['migrate_set_speed 1g', ['migrate_set_parameter max-bandwidth 1g']],
	['migrate_set_speed 100', ['migrate_set_parameter max-bandwidth 100']],
	// Seconds, or with a suffix; the parameter has whole milliseconds.
	['migrate_set_downtime 0.5', ['migrate_set_parameter downtime-limit 500']],
	['migrate_set_downtime 1.1', ['migrate_set_parameter downtime-limit 1100']],
	['migrate_set_downtime 0.58', ['migrate_set_parameter downtime-limit 580']],
	['migrate_set_downtime .3', ['migrate_set_parameter downtime-limit 300']],
	['migrate_set_downtime 300ms', ['migrate_set_parameter downtime-limit 300']],
	['migrate_set_downtime 1500us', ['migrate_set_parameter downtime-limit 1']],
	['migrate_set_downtime 2000000000ns', ['migrate_set_parameter downtime-limit 2000']],
	// A plain number was MiB, and would be bytes.
	['migrate_set_cache_size 64', ['migrate_set_parameter xbzrle-cache-size 64M']],
	['migrate_set_cache_size 1g', ['migrate_set_parameter xbzrle-cache-size 1g']],
	['info migrate_cache_size', ['info migrate_parameters']],
	['  info   kvm', ['info accelerators']],
	['usb_add tablet', ['device_add usb-tablet']],
	['usb_add host:1.4', ['device_add usb-host,hostbus=1,hostaddr=4']],
	['usb_add host:0781:5406', ['device_add usb-host,vendorid=0x0781,productid=0x5406']],
	[
		'usb_add disk:format=raw:/nfs/my,stick.img',
		[
			'drive_add 0 if=none,id=usb-my-stick.img,file=/nfs/my,,stick.img,format=raw',
			'device_add usb-storage,drive=usb-my-stick.img',
		],
	],
	[
		'pci_add auto storage file=/nfs/b.img,if=virtio,cache=none',
		['drive_add 0 if=none,id=pci-b.img,file=/nfs/b.img,cache=none', 'device_add virtio-blk-pci,drive=pci-b.img'],
	],
	[
		'pci_add pci_addr=0:5 nic model=virtio,netdev=net1,macaddr=52:54:00:12:34:57',
		['device_add virtio-net-pci,netdev=net1,mac=52:54:00:12:34:57,addr=5'],
	],
	['pci_add auto host host=02:00.0', ['device_add vfio-pci,host=02:00.0']],
	['singlestep on', ['one-insn-per-tb on']],
	['singlestep', ['one-insn-per-tb']],
])('HMP %s', (line, lines) => {
	expect(hmpSuccessor(line)).toEqual({kind: 'send', lines});
});

test.each([
	'pci_add auto nic model=e1000',
	'pci_del 0:5',
	'usb_del 0.2',
	'usb_add net:vlan=0',
	'cpu_set 1 online',
	'host_net_add tap',
])('HMP %s has none, and that is said with what to type', line => {
	expect(hmpSuccessor(line)).toMatchObject({kind: 'advice', text: expect.stringMatching(/is gone.*(?:_add|_del)/)});
});

test.each([
	'bogus',
	'info bogus',
	'migrate_set_speed',
	'migrate_set_downtime soon',
	'toString',
	'info constructor',
	'',
])('HMP %j has none', line => {
	expect(hmpSuccessor(line)).toBeUndefined();
});

const request = (execute: string, parameters?: unknown) => JSON.stringify({execute, arguments: parameters});

test.each([
	[request('migrate_set_speed', {value: 1e9}), request('migrate-set-parameters', {'max-bandwidth': 1e9})],
	[request('migrate_set_downtime', {value: 0.3}), request('migrate-set-parameters', {'downtime-limit': 300})],
	[request('migrate-set-cache-size', {value: 64}), request('migrate-set-parameters', {'xbzrle-cache-size': 64})],
	[request('query-migrate-cache-size'), request('query-migrate-parameters')],
	[request('query-cpus'), request('query-cpus-fast')],
	[request('change', {device: 'vnc', target: 'password', arg: 'x'}), request('change-vnc-password', {password: 'x'})],
	[
		request('change', {device: 'ide1-cd0', target: '/nfs/a.iso'}),
		request('blockdev-change-medium', {device: 'ide1-cd0', filename: '/nfs/a.iso'}),
	],
])('QMP %s', (line, successor) => {
	expect(qmpSuccessor(line)).toEqual({kind: 'send', lines: [successor]});
});

test.each([
	request('bogus'),
	request('migrate_set_speed', {value: '1g'}),
	'{"exec-oob": "migrate-pause"}',
	request('constructor'),
])('QMP %s has none', line => {
	expect(qmpSuccessor(line)).toBeUndefined();
});
