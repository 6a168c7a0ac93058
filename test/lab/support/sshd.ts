/** Real sshd processes on 127.0.0.1, each with its own host key, configuration and log. */

import {type ChildProcess, execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {until} from './until.js';

/** Why no sshd can be started here, or `undefined`. */
export const whyNoSshd = (): string | undefined => {
	if (process.getuid?.() !== 0) {
		return 'not root: sshd cannot sign anybody in';
	}

	return existsSync('/usr/sbin/sshd') ? undefined : 'openssh-server is not installed';
};

/** `rounds` is the cost of guessing the passphrase. */
export const makeKey = (file: string, passphrase = '', type = 'ed25519', rounds = 16): string => {
	execFileSync('ssh-keygen', [
		'-q',
		'-t',
		type,
		'-a',
		String(rounds),
		'-N',
		passphrase,
		'-C',
		path.basename(file),
		'-f',
		file,
	]);
	return file;
};

export const makeTemporaryFolder = (): string => mkdtempSync(path.join(os.tmpdir(), 'vmferry-ssh-'));

export const freePort = async (): Promise<number> => {
	const server = net.createServer();
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const {port} = server.address() as net.AddressInfo;
	server.close();
	await once(server, 'close');
	return port;
};

export class TestSshd {
	readonly folder: string;
	readonly port: number;
	readonly clientKey: string;
	#process: ChildProcess | undefined;
	/** Sessions that have outlived the listener they belong to. */
	#orphans: number[] = [];

	private constructor(folder: string, port: number, clientKey: string) {
		this.folder = folder;
		this.port = port;
		this.clientKey = clientKey;
	}

	/** `options` are lines of sshd_config, which count before the defaults of the tests. */
	static async start(options: readonly string[] = [], hostKeyType = 'ed25519'): Promise<TestSshd> {
		const folder = makeTemporaryFolder();
		const sshd = new TestSshd(folder, await freePort(), makeKey(path.join(folder, 'client')));
		makeKey(path.join(folder, 'host'), '', hostKeyType);
		writeFileSync(path.join(folder, 'authorized_keys'), readFileSync(`${sshd.clientKey}.pub`));
		writeFileSync(
			path.join(folder, 'sshd_config'),
			[
				...options,
				`Port ${sshd.port}`,
				'ListenAddress 127.0.0.1',
				`HostKey ${path.join(folder, 'host')}`,
				`AuthorizedKeysFile ${path.join(folder, 'authorized_keys')}`,
				`PidFile none`,
				'PermitRootLogin yes',
				'PasswordAuthentication no',
				'UsePAM no',
				'StrictModes no',
				'LogLevel VERBOSE',
				// What root's own shell start files do here must not matter.
				`SetEnv HOME=${folder}`,
				'',
			].join('\n'),
		);
		await sshd.run();
		return sshd;
	}

	get hostKey(): string {
		return readFileSync(path.join(this.folder, 'host.pub'), 'utf8').split(' ').slice(0, 2).join(' ');
	}

	get log(): string {
		return readFileSync(path.join(this.folder, 'log'), 'utf8');
	}

	/** Starts the listener (again, on the same port). */
	async run(): Promise<void> {
		mkdirSync('/run/sshd', {recursive: true, mode: 0o755});
		const log = path.join(this.folder, 'log');
		const before = existsSync(log) ? this.log.length : 0;
		const child = spawn('/usr/sbin/sshd', ['-D', '-f', path.join(this.folder, 'sshd_config'), '-E', log], {
			stdio: 'ignore',
		});
		this.#process = child;
		await until(() => {
			if (child.exitCode !== null) {
				throw new Error(`sshd ended at once: ${this.log.slice(before)}`);
			}

			return existsSync(log) && this.log.slice(before).includes('Server listening');
		});
	}

	/** Pids of the sessions that are signed in, the privileged monitors. */
	sessions(): number[] {
		const pid = this.#process?.pid;
		const children =
			this.#process?.exitCode === null && this.#process.signalCode === null
				? readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
				: [];
		return [...children, ...this.#orphans.filter(orphan => existsSync(`/proc/${orphan}`))];
	}

	signalSessions(signal: NodeJS.Signals): void {
		for (const pid of this.sessions()) {
			try {
				process.kill(pid, signal);
			} catch {
				// It ended by itself in this moment.
			}
		}
	}

	/** Ends the listener, not the sessions. */
	async stopListening(): Promise<void> {
		const child = this.#process;
		if (child && child.exitCode === null && child.signalCode === null) {
			this.#orphans = this.sessions();
			child.kill('SIGTERM');
			await once(child, 'exit');
		}
	}

	async stop(): Promise<void> {
		this.signalSessions('SIGKILL');
		await this.stopListening();
		rmSync(this.folder, {recursive: true, force: true});
	}
}
