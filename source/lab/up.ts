// Brings a lab up, or mends what is missing of one that is up.
import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import process from 'node:process';
import {clearFolder, writeHostFiles, writeOperatorFiles} from './host-files.js';
import {hostScript, operatorScript} from './host-scripts.js';
import {type HostPlan, type LabLayout, type LabOptions, layoutOf} from './layout.js';
import {withLock} from './lock.js';
import {startHost, startOperator} from './namespaces.js';
import {connectHost, connectOperator} from './network.js';
import {ensureNfsServer} from './nfs.js';
import {endProcesses, isRunning, processesMarked} from './processes.js';
import {whyNoLab} from './requirements.js';
import {ensureSshd, writeSshFiles} from './ssh.js';
import {type Lab, readLab, writeState} from './state.js';
import {ensureSystemTree} from './system/system-tree.js';

const qemuOf = ({hosts}: LabLayout): Record<string, string> =>
	Object.fromEntries(hosts.flatMap(({name, qemu}) => (qemu === undefined ? [] : [[name, qemu]])));

const emptyLab = (options: LabOptions): Lab => ({
	layout: layoutOf(options),
	state: {
		version: 1,
		suffix: options.suffix ?? '',
		storage: options.storage ?? 'shared',
		qemu: qemuOf(layoutOf(options)),
		userNamespace: process.getuid?.() !== 0,
		hosts: {},
		guests: {},
	},
});

const ensureOperator = async (lab: Lab): Promise<void> => {
	if (await isRunning(lab.state.operator)) {
		return;
	}

	// Hosts hang on the operator's bridge: without it they start anew as well.
	await endProcesses(await processesMarked(lab.layout.marker));
	lab.state.hosts = {};
	lab.state.guests = {};
	await writeOperatorFiles(lab.layout);
	lab.state.operator = await startOperator(lab, operatorScript);
	await connectOperator(lab);
};

const ensureHost = async (lab: Lab, host: HostPlan): Promise<boolean> => {
	if (await isRunning(lab.state.hosts[host.name])) {
		return false;
	}

	await clearFolder(lab.layout, host.name);
	const system = host.qemu === undefined ? undefined : await ensureSystemTree(host.qemu);
	await writeHostFiles(lab.layout, host, system?.tree);
	// With an NFS server only that one has the folder, and serves it.
	const hasFolder = lab.state.storage === 'shared' || host.role === 'storage';
	const shared = hasFolder ? join(lab.layout.folder, 'nfs-kvm') : '';
	lab.state.hosts[host.name] = await startHost(lab, host.name, {
		script: hostScript,
		scriptArguments: [shared, join(lab.layout.folder, 'guest'), system?.tree ?? ''],
	});
	await connectHost(lab, host);
	return true;
};

const bringUp = async (lab: Lab): Promise<void> => {
	await mkdir(join(lab.layout.folder, 'nfs-kvm'), {recursive: true});
	await mkdir(join(lab.layout.folder, 'guest'), {recursive: true});
	await writeState(lab);
	await ensureOperator(lab);
	await writeState(lab);
	const made = await Promise.all(lab.layout.hosts.map(async host => ensureHost(lab, host)));
	await writeState(lab);
	if (made.includes(true)) {
		await writeSshFiles(lab.layout);
	}

	await Promise.all(lab.layout.hosts.map(async host => ensureSshd(lab, host)));
	const server = lab.layout.hosts.find(({role}) => role === 'storage');
	if (server) {
		await ensureNfsServer(lab, server);
	}
};

/**
Brings up the lab with this suffix: the operator's namespace, the hosts and their sshd. A lab that is already up is left
as it is, but for parts that are gone.

@throws Error in words for a person: what could not be made, and what is missing.
*/
export const labUp = async (options: LabOptions = {}): Promise<Lab> => {
	const layout = layoutOf(options);
	const obstacle = await whyNoLab(options.storage);
	if (obstacle !== undefined) {
		throw new Error(obstacle);
	}

	const takeDown = `Take it down first: vmferry lab down${layout.suffix === '' ? '' : ` --suffix ${layout.suffix}`}`;
	return withLock(layout, async () => {
		const lab = (await readLab(options.suffix)) ?? emptyLab(options);
		if (options.storage !== undefined && options.storage !== lab.state.storage) {
			throw new Error(`This lab is up with --storage ${lab.state.storage}. ${takeDown}`);
		}

		const asked = options.qemu === undefined ? undefined : Object.entries(qemuOf(layout));
		const differs = asked?.find(([name, version]) => lab.state.qemu?.[name] !== version);
		if (differs) {
			throw new Error(`This lab is up without QEMU ${differs[1]} on ${differs[0]}. ${takeDown}`);
		}

		await bringUp(lab);
		return lab;
	});
};
