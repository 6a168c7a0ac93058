// The files of a host and of the operator that must not be the machine's.
import {cp, mkdir, readFile, rm, symlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {HostPlan, LabLayout} from './layout.js';

const hostsFile = ({hosts, operatorAddress, suffix}: LabLayout, name: string): string =>
	[
		'127.0.0.1 localhost',
		`${operatorAddress} operator${suffix}`,
		...hosts.map(host => `${host.address} ${host.name}`),
		// A host knows itself by its address on the network, as its neighbours do.
		`# ${name}`,
		'',
	].join('\n');

const nsswitch = 'passwd: files\ngroup: files\nshadow: files\nhosts: files\nservices: files\nprotocols: files\n';

const passwd = (rootHome: string): string =>
	[
		`root:x:0:0:root:${rootHome}:/bin/sh`,
		'sshd:x:105:65534::/run/sshd:/usr/sbin/nologin',
		'_rpc:x:106:65534::/run/rpcbind:/usr/sbin/nologin',
		'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin',
		'',
	].join('\n');

const sshdConfig = `Port 22
AddressFamily inet
HostKey /etc/ssh/ssh_host_ed25519_key
PidFile /run/sshd.pid
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
UseDNS no
PrintMotd no
LogLevel VERBOSE
Subsystem sftp internal-sftp
`;

// QEMU runs this for a tap device without a script of its own, with the device's name: what an administrator's bridge
// set-up does on a host of this kind.
const ifupScript = `#!/bin/sh
ip link set dev "$1" master br0 up
`;

const writeAll = async (folder: string, files: Record<string, string>, mode = 0o644): Promise<void> => {
	for (const [name, text] of Object.entries(files)) {
		await writeFile(join(folder, name), text, {mode});
	}
};

/**
Lays a host's /etc, /root and /var. For a folder that is empty; keys are added by those who own them.

@param system The folder with the host's programs; the settings that go with them are taken from its /etc.
*/
export const writeHostFiles = async (layout: LabLayout, host: HostPlan, system = '/'): Promise<void> => {
	const folder = join(layout.folder, host.name);
	const etc = join(folder, 'etc');
	for (const name of ['mnt', 'etc/ssh', 'root/.ssh', 'var/log', 'var/lib', 'var/tmp']) {
		await mkdir(join(folder, name), {recursive: true, mode: name.startsWith('root') ? 0o700 : 0o755});
	}

	await writeAll(etc, {
		hosts: hostsFile(layout, host.name),
		'resolv.conf': '',
		'nsswitch.conf': nsswitch,
		hostname: `${host.name}\n`,
		passwd: passwd('/root'),
		group: 'root:x:0:\ntty:x:5:\nkvm:x:104:\nnogroup:x:65534:\n',
		'ssh/sshd_config': sshdConfig,
	});
	await writeAll(etc, {shadow: 'root:*:19000:0:99999:7:::\n'}, 0o600);
	await writeAll(etc, {'qemu-ifup': ifupScript}, 0o755);
	await symlink('/proc/self/mounts', join(etc, 'mtab'));
	for (const name of [
		'ld.so.cache',
		'ld.so.conf',
		'ld.so.conf.d',
		'alternatives',
		'services',
		'protocols',
		'netconfig',
	]) {
		await cp(join(system, 'etc', name), join(etc, name), {recursive: true, force: true, verbatimSymlinks: true}).catch(
			(error: unknown) => {
				if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
					throw error;
				}
			},
		);
	}
};

/** Lays the few files of the operator that stand in the place of the machine's, and the operator's home. */
export const writeOperatorFiles = async (layout: LabLayout): Promise<void> => {
	const folder = join(layout.folder, 'operator');
	const home = join(folder, 'home');
	await mkdir(join(folder, 'etc'), {recursive: true});
	await mkdir(join(home, '.ssh'), {recursive: true, mode: 0o700});
	const machine = await readFile('/etc/passwd', 'utf8');
	const others = machine.split('\n').filter(line => line !== '' && !line.startsWith('root:'));
	await writeAll(join(folder, 'etc'), {
		hosts: hostsFile(layout, 'operator'),
		'resolv.conf': '',
		'nsswitch.conf': nsswitch,
		passwd: [`root:x:0:0:root:${home}:/bin/sh`, ...others, ''].join('\n'),
	});
};

/** Takes away a host's folder before it is laid anew. */
export const clearFolder = async (layout: LabLayout, name: string): Promise<void> => {
	await rm(join(layout.folder, name), {recursive: true, force: true});
};
