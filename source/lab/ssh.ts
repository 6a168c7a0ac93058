// A real sshd per host with a host key of its own, and an operator who knows both and logs in with a key.
import {copyFile, mkdir, readFile, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {HostPlan, LabLayout} from './layout.js';
import {hostCommand} from './namespaces.js';
import {runProgram} from './run-program.js';
import type {Lab} from './state.js';
import {waitUntil} from './wait-until.js';

const exists = async (path: string): Promise<boolean> =>
	stat(path).then(
		() => true,
		() => false,
	);

/** Makes an Ed25519 key at `file` unless there is one. Returns its public line. */
const ensureKey = async (file: string, comment: string): Promise<string> => {
	if (!(await exists(file))) {
		await runProgram(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', file]);
	}

	return (await readFile(`${file}.pub`, 'utf8')).trim();
};

export type SshFiles = {
	/** For `ssh -F`: names every path, so that it works from outside the operator's home too. */
	configPath: string;
	identityPath: string;
	knownHostsPath: string;
};

export const sshFilesOf = ({folder}: LabLayout): SshFiles => {
	const home = join(folder, 'operator', 'home', '.ssh');
	return {
		configPath: join(folder, 'operator', 'ssh_config'),
		identityPath: join(home, 'id_ed25519'),
		knownHostsPath: join(home, 'known_hosts'),
	};
};

const clientConfig = (layout: LabLayout): string => {
	const {identityPath, knownHostsPath} = sshFilesOf(layout);
	return layout.hosts
		.map(({name, address}) =>
			[
				`Host ${name} ${address}`,
				`\tHostName ${address}`,
				'\tUser root',
				`\tIdentityFile ${identityPath}`,
				'\tIdentitiesOnly yes',
				`\tUserKnownHostsFile ${knownHostsPath}`,
				'\tStrictHostKeyChecking yes',
				'',
			].join('\n'),
		)
		.join('\n');
};

/** Makes the keys, lets the operator in at every host, and tells the operator every host's key. Keys are kept. */
export const writeSshFiles = async (layout: LabLayout): Promise<void> => {
	const {configPath, identityPath, knownHostsPath} = sshFilesOf(layout);
	// Host keys are kept apart from the hosts' folders, which are laid anew when a host is mended.
	const keys = join(layout.folder, 'keys');
	await mkdir(keys, {recursive: true, mode: 0o700});
	const operatorKey = await ensureKey(identityPath, `operator${layout.suffix}`);
	const known: string[] = [];
	for (const {name, address} of layout.hosts) {
		const key = join(keys, name);
		const publicKey = await ensureKey(key, name);
		known.push(`${name},${address} ${publicKey.split(' ').slice(0, 2).join(' ')}`);
		const folder = join(layout.folder, name);
		await copyFile(key, join(folder, 'etc', 'ssh', 'ssh_host_ed25519_key'));
		await copyFile(`${key}.pub`, join(folder, 'etc', 'ssh', 'ssh_host_ed25519_key.pub'));
		await writeFile(join(folder, 'root', '.ssh', 'authorized_keys'), `${operatorKey}\n`, {mode: 0o600});
	}

	await writeFile(knownHostsPath, `${known.join('\n')}\n`);
	await writeFile(configPath, clientConfig(layout));
	await writeFile(join(layout.folder, 'operator', 'home', '.ssh', 'config'), clientConfig(layout), {mode: 0o600});
};

/** Starts a host's sshd unless it runs, and waits until it listens. */
export const ensureSshd = async (lab: Lab, {name}: HostPlan): Promise<void> => {
	const listens = async (): Promise<boolean> =>
		(await runProgram(hostCommand(lab, name, ['ss', '-Hltn', 'sport', '=', ':22']))).stdout.trim() !== '';
	if (await listens()) {
		return;
	}

	// Given by its full path: sshd starts itself anew for each connection and insists on one.
	await runProgram(hostCommand(lab, name, ['/usr/sbin/sshd', '-E', '/var/log/sshd.log']));
	await waitUntil(listens, {what: `sshd on ${name} to listen`});
};
