import {execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import {promisify} from 'node:util';
import type {Backend} from '../../source/transport/backend.js';
import {connectionTo} from '../../test/lab/support/connect-to.js';
import {freePort, type TestSshd} from '../../test/lab/support/sshd.js';
import {until} from '../../test/lab/support/until.js';

/** A forwarded stream, as far as it is measured. */
export type Pipe = {
	write(data: string | Uint8Array): void;
	onData(listener: (chunk: Uint8Array) => void): void;
	close(): void;
};

/** One way to a host, connected. */
export type Client = {
	readonly name: string;
	open(): Promise<Pipe>;
	/** Runs `true` there. */
	exec(): Promise<void>;
	/** Connects anew, runs `true`, and closes. */
	cold(): Promise<void>;
	close(): Promise<void>;
};

/** The same for all, so that the ciphers are not what is compared. */
const sameForAll = ['Ciphers=aes128-gcm@openssh.com', 'KexAlgorithms=curve25519-sha256'];

export const vmferryClient = async (sshd: TestSshd, backend: Backend, port: number): Promise<Client> => {
	const connect = async () => {
		const host = connectionTo(sshd, {backend, options: sameForAll});
		await host.connect();
		return host;
	};

	const host = await connect();
	return {
		name: backend === 'ssh2' ? 'vmferry, ssh2' : 'vmferry, openssh',
		open: async () => host.openStream({kind: 'tcp', host: '127.0.0.1', port}),
		async exec() {
			await host.runScript('true');
		},
		async cold() {
			const fresh = await connect();
			await fresh.runScript('true');
			await fresh.close();
		},
		close: async () => host.close(),
	};
};

/** OpenSSH's multiplexed client as people use it: a master, `ssh -S` for commands, `-L` for streams. */
export const muxClient = async (sshd: TestSshd, port: number): Promise<Client> => {
	const control = path.join(sshd.folder, 'mux');
	const localPort = await freePort();
	const options = [
		...sameForAll,
		`IdentityFile=${sshd.clientKey}`,
		`UserKnownHostsFile=${path.join(sshd.folder, 'known_hosts')}`,
		'IdentityAgent=none',
	].flatMap(option => ['-o', option]);
	const common = ['-F', 'none', '-p', String(sshd.port), ...options];
	const forward = `127.0.0.1:${localPort}:127.0.0.1:${port}`;
	const run = async (words: readonly string[]): Promise<void> => {
		await promisify(execFile)('ssh', [...common, ...words]);
	};

	const master = spawn('ssh', [...common, '-M', '-N', '-S', control, '-L', forward, 'root@127.0.0.1'], {
		stdio: 'ignore',
	});
	await until(() => existsSync(control));
	return {
		name: 'ssh -S and -L',
		async open() {
			const socket = net.connect({port: localPort, host: '127.0.0.1', noDelay: true});
			await once(socket, 'connect');
			return {
				write: data => socket.write(data),
				onData: listener => socket.on('data', listener),
				close: () => socket.destroy(),
			};
		},
		exec: async () => run(['-S', control, 'root@127.0.0.1', 'true']),
		cold: async () => run(['-S', 'none', 'root@127.0.0.1', 'true']),
		async close() {
			master.kill();
			await once(master, 'exit');
		},
	};
};
