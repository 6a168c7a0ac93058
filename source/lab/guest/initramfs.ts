// The Linux guest's whole file system: busybox, the modules of virtio, the program that dirties memory and this init.
import {readFile} from 'node:fs/promises';
import {promisify} from 'node:util';
import {gzip} from 'node:zlib';
import {type CpioEntry, cpioArchive} from './cpio.js';
import {dirtyControlFile, dirtyProgram} from './dirty-program.js';
import type {GuestPackages} from './guest-packages.js';
import {modulesInOrder} from './kernel-modules.js';

/** TCP port in the guest that takes a line "pages-per-second working-set-pages" and answers "ok". */
export const dirtyControlPort = 2323;

const wantedModules = ['virtio_pci', 'virtio_net', 'virtio_blk'];

/** TCP port in the guest that runs one line of shell and answers with what it prints. */
export const guestShellPort = 2324;

// The kernel hands parameters with a dot or an unknown name=value to init as environment: vm_address, vm_dirty and so on.
const initScript = `#!/bin/busybox sh
/bin/busybox mkdir -p /proc /sys /dev /run /tmp
/bin/busybox --install -s /bin
export PATH=/bin HOME=/
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/pts
mount -t devpts devpts /dev/pts
for module in $(cat /modules/order); do
	insmod /modules/$module
done
hostname "$vm_name"
ip link set lo up
ip addr add "$vm_address/24" dev eth0
ip link set eth0 up
set-dirty "$vm_dirty" "$vm_working_set"
dirty &
telnetd -l /bin/sh
nc -ll -p ${dirtyControlPort} -e /bin/dirty-control < /dev/null > /dev/null 2>&1 &
nc -ll -p ${guestShellPort} -e /bin/run-line < /dev/null > /dev/null 2>&1 &
boot=$(cut -c 1-8 /proc/sys/kernel/random/boot_id)
while :; do
	read -r uptime rest < /proc/uptime
	echo "tick uptime=$uptime boot=$boot"
	sleep 0.5
done
`;

// Writes the two numbers that the program reads, as bytes, lowest first. Opened for reading and writing so that the file
// keeps its length: the program has it mapped.
const setDirtyScript = `#!/bin/busybox sh
for number in "$1" "$2"; do
	for shift in 0 8 16 24; do
		printf "\\\\x$(printf %02x $(((number >> shift) & 255)))"
	done
done 1<> ${dirtyControlFile}
`;

const dirtyControlScript = `#!/bin/busybox sh
read -r pages working_set
set-dirty "$pages" "$working_set"
echo ok
`;

const runLineScript = `#!/bin/busybox sh
read -r line
eval "$line" 2>&1
`;

const moduleEntries = async (folder: string): Promise<CpioEntry[]> => {
	const modules = await modulesInOrder(folder, wantedModules);
	const order = modules.map(({name}) => `${name}.ko\n`).join('');
	return [
		{kind: 'file', name: 'modules/order', content: Buffer.from(order), mode: 0o644},
		...modules.map(({name, content}): CpioEntry => ({kind: 'file', name: `modules/${name}.ko`, content, mode: 0o644})),
	];
};

const script = (name: string, text: string): CpioEntry => ({
	kind: 'file',
	name,
	content: Buffer.from(text),
	mode: 0o755,
});

/** Builds the archive, compressed as the kernel takes it. */
export const buildInitramfs = async ({busybox, modules}: GuestPackages): Promise<Buffer> => {
	const archive = cpioArchive([
		...['bin', 'dev', 'modules', 'run'].map((name): CpioEntry => ({kind: 'folder', name})),
		// The kernel opens it for init before devtmpfs is there.
		{kind: 'character-device', name: 'dev/console', major: 5, minor: 1},
		{kind: 'file', name: 'bin/busybox', content: await readFile(busybox), mode: 0o755},
		{kind: 'file', name: 'bin/dirty', content: dirtyProgram(), mode: 0o755},
		script('init', initScript),
		script('bin/set-dirty', setDirtyScript),
		script('bin/dirty-control', dirtyControlScript),
		script('bin/run-line', runLineScript),
		...(await moduleEntries(modules)),
	]);
	return promisify(gzip)(archive, {level: 1});
};
