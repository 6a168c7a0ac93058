// QEMU's command line for a guest, written as by hand.
import type {GuestPlan} from './guest-plan.js';

/** Where the hosts find the guests' kernels and boot sectors. */
export const guestFilesFolder = '/srv/guest';

/** Pages of 4 KiB in so many MiB. */
export const pagesIn = (mebibytes: number): number => Math.round(mebibytes * 256);

const disk = ({disk: path, diskCache}: GuestPlan, interfaceName: string): string =>
	`file=${path},format=raw,if=${interfaceName}${diskCache === 'none' ? ',cache=none' : ''}`;

const kernelParameters = (plan: GuestPlan): string =>
	[
		'console=ttyS0 quiet panic=-1',
		`vm_name=${plan.name} vm_address=${plan.address}`,
		`vm_dirty=${pagesIn(plan.dirtyMiBPerSecond)} vm_working_set=${pagesIn(plan.workingSetMiB)}`,
	].join(' ');

const linuxParts = (plan: GuestPlan): string[] => [
	...['-drive', disk(plan, 'virtio')],
	...['-netdev', `tap,id=net0,ifname=tap-${plan.name},script=/etc/qemu-ifup,downscript=no`],
	...['-device', `virtio-net-pci,netdev=net0,mac=${plan.mac}`],
	...['-kernel', `${guestFilesFolder}/vmlinuz`, '-initrd', `${guestFilesFolder}/initrd.img`],
	...['-append', kernelParameters(plan)],
];

const bootSectorParts = (plan: GuestPlan): string[] => [
	'-drive',
	`file=${plan.disk},format=raw,if=ide`,
	'-net',
	'none',
];

const monitors = ({monitors: kinds, telnetPort, qmpSocket}: GuestPlan): string[] => [
	...(kinds === 'qmp' ? ['-monitor', 'none'] : ['-monitor', `telnet:127.0.0.1:${telnetPort},server,nowait`]),
	...(kinds === 'hmp' ? [] : ['-qmp', `unix:${qmpSocket},server,nowait`]),
];

/** The argument array that starts a guest on its host; QEMU puts itself into the background once its monitors listen. */
export const guestCommandLine = (plan: GuestPlan): string[] => [
	...['qemu-system-x86_64', '-name', plan.name, '-machine', plan.machine],
	...(plan.accelerator === 'kvm' ? ['-enable-kvm', '-cpu', 'host'] : ['-cpu', 'qemu64']),
	...['-m', String(plan.memoryMiB), '-smp', '1'],
	...(plan.kind === 'linux' ? linuxParts(plan) : bootSectorParts(plan)),
	...['-serial', `file:${plan.serialLog}`, '-display', 'none'],
	...monitors(plan),
	...['-pidfile', `/run/${plan.name}.pid`, '-daemonize'],
	...plan.extraArguments,
];
