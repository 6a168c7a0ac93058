// Namespaces live as long as the processes in them: nothing is bound to a file, so a killed lab leaves no namespace behind.
import {spawn} from 'node:child_process';
import {open, readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import process from 'node:process';
import {markerName} from './layout.js';
import {identityOf, type ProcessIdentity} from './processes.js';
import {systemPath} from './run-program.js';
import type {Lab} from './state.js';
import {waitUntil} from './wait-until.js';

type HolderOptions = {
	/** Folder where the script writes `pid` and its standard error goes (`start.log`). */
	folder: string;
	argv: readonly string[];
	labFolder: string;
};

/** Starts a first process that outlives us, and waits until its script has written its number. */
const startHolder = async ({folder, argv, labFolder}: HolderOptions): Promise<ProcessIdentity> => {
	const pidFile = join(folder, 'pid');
	await rm(pidFile, {force: true});
	const log = await open(join(folder, 'start.log'), 'w');
	const [program = '', ...rest] = argv;
	const child = spawn(program, rest, {
		detached: true,
		cwd: '/',
		stdio: ['ignore', log.fd, log.fd],
		env: {PATH: systemPath, LC_ALL: 'C.UTF-8', [markerName]: labFolder},
	});
	let ended = false;
	child.on('exit', () => {
		ended = true;
	});
	child.on('error', () => {
		ended = true;
	});
	child.unref();
	await log.close();
	const pid = await waitUntil(
		async () => {
			if (ended) {
				return 0;
			}

			return Number.parseInt(await readFile(pidFile, 'utf8'), 10) || undefined;
		},
		{what: `${folder} to start`, timeoutMs: 20_000, intervalMs: 10},
	);
	const identity = pid === 0 ? undefined : await identityOf(pid);
	if (!identity) {
		const words = await readFile(join(folder, 'start.log'), 'utf8');
		throw new Error(`A namespace of the lab could not be made: ${words.trim() || 'its first process ended at once'}`);
	}

	return identity;
};

/** Starts the operator's namespaces. Process numbers stay the machine's, so that signals reach what runs there. */
export const startOperator = async ({layout, state}: Lab, script: string): Promise<ProcessIdentity> => {
	const folder = join(layout.folder, 'operator');
	const user = state.userNamespace ? ['--user', '--map-root-user', '--map-auto'] : [];
	return startHolder({
		folder,
		labFolder: layout.folder,
		argv: [
			'unshare',
			...user,
			'--net',
			'--mount',
			'--uts',
			'--',
			'sh',
			'-c',
			script,
			'vmferry-operator',
			folder,
			`operator${layout.suffix}`,
		],
	});
};

/** Starts a host's namespaces; the script's arguments follow the host's folder and name. */
export const startHost = async (
	{layout, state}: Lab,
	name: string,
	{script, scriptArguments}: {script: string; scriptArguments: readonly string[]},
): Promise<ProcessIdentity> => {
	const folder = join(layout.folder, name);
	const kinds = ['--net', '--pid', '--mount', '--uts', '--ipc', '--fork'];
	return startHolder({
		folder,
		labFolder: layout.folder,
		argv: [
			...(state.userNamespace ? ['nsenter', '-t', String(state.operator?.pid), '--user', '--'] : []),
			...['unshare', ...kinds, '--', 'sh', '-c', script, 'vmferry-host', folder, name],
			...scriptArguments,
		],
	});
};

/** The argument array that runs a command in the operator's namespaces, with the environment of an operator. */
export const operatorCommand = ({layout, state}: Lab, argv: readonly string[], cwd = process.cwd()): string[] => {
	const home = join(layout.folder, 'operator', 'home');
	// What would lead programs back to the files and keys of whoever runs the lab.
	const forgotten = ['XDG_STATE_HOME', 'XDG_CONFIG_HOME', 'XDG_CACHE_HOME', 'XDG_RUNTIME_DIR', 'SSH_AUTH_SOCK'];
	return [
		...['nsenter', '-t', String(state.operator?.pid), '--net', '--mount', '--uts'],
		...(state.userNamespace ? ['--user'] : []),
		...['--', 'env', '-C', cwd],
		...forgotten.flatMap(name => ['-u', name]),
		...[`HOME=${home}`, 'USER=root', 'LOGNAME=root', layout.marker],
		...argv,
	];
};

/** The argument array that runs a command on a host, as its root, with the environment of a login. */
export const hostCommand = ({state}: Lab, host: string, argv: readonly string[]): string[] => {
	const identity = state.hosts[host];
	if (!identity) {
		throw new Error(`The lab has no host "${host}": it has ${Object.keys(state.hosts).join(', ')}.`);
	}

	return [
		...['nsenter', '-t', String(identity.pid), '--net', '--pid', '--mount', '--uts', '--ipc'],
		...(state.userNamespace ? ['--user'] : []),
		...[
			'--',
			'env',
			'-i',
			'-C',
			'/root',
			`PATH=${systemPath}`,
			'HOME=/root',
			'USER=root',
			'LOGNAME=root',
			'SHELL=/bin/sh',
		],
		...argv,
	];
};
