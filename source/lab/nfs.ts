// The third host of `--storage nfs`: a real NFS server, in user space, since a kernel's would serve the whole machine.
import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {HostPlan} from './layout.js';
import {hostCommand} from './namespaces.js';
import {runProgram} from './run-program.js';
import type {Lab} from './state.js';
import {waitUntil} from './wait-until.js';

/** nfs-ganesha needs some seconds until it serves: it waits for clients of a server before it to come back. */
const startTimeoutMs = 60_000;

/** The exported path, the same as the article's. */
export const exportedPath = '/nfs/kvm';

// A fixed port for MOUNT, as the port mapper tells it anyway; no lock manager, since QEMU's NFS driver takes no locks; no
// grace period, since there is no server before this one.
const ganeshaConfig = `NFS_CORE_PARAM {
	Protocols = 3, 4;
	MNT_Port = 20048;
	Enable_NLM = false;
	Enable_RQUOTA = false;
}

NFSv4 {
	Graceless = true;
}

EXPORT {
	Export_Id = 1;
	Path = ${exportedPath};
	Pseudo = ${exportedPath};
	Access_Type = RW;
	Squash = No_Root_Squash;
	SecType = sys;
	FSAL {
		Name = VFS;
	}
}
`;

/** Where the hosts find a file of the export, as QEMU and nfs-ls take it. */
export const nfsUrl = ({address}: HostPlan, file: string): string => `nfs://${address}${exportedPath}/${file}`;

const serves = async (lab: Lab, host: HostPlan): Promise<boolean> => {
	const argv = hostCommand(lab, host.name, ['nfs-ls', `nfs://${host.address}${exportedPath}`]);
	return runProgram(argv, {timeoutMs: 5000}).then(
		() => true,
		() => false,
	);
};

/** Starts the NFS server on its host unless it runs, and waits until it serves the export. */
export const ensureNfsServer = async (lab: Lab, host: HostPlan): Promise<void> => {
	if (await serves(lab, host)) {
		return;
	}

	const folder = join(lab.layout.folder, host.name);
	await mkdir(join(folder, 'etc', 'ganesha'), {recursive: true});
	await mkdir(join(folder, 'var', 'lib', 'nfs', 'ganesha'), {recursive: true});
	await writeFile(join(folder, 'etc', 'ganesha', 'ganesha.conf'), ganeshaConfig);
	await runProgram(hostCommand(lab, host.name, ['rpcbind', '-w']));
	await runProgram(
		hostCommand(lab, host.name, [
			'ganesha.nfsd',
			...['-f', '/etc/ganesha/ganesha.conf', '-L', '/var/log/ganesha.log', '-p', '/run/ganesha.pid', '-N', 'NIV_EVENT'],
		]),
	);
	await waitUntil(async () => serves(lab, host), {
		what: `the NFS server on ${host.name} to serve ${exportedPath} (its log: ${folder}/var/log/ganesha.log)`,
		timeoutMs: startTimeoutMs,
		intervalMs: 100,
	});
};
