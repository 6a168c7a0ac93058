/** An SSH server inside the test for the ways of signing in that sshd offers only together with accounts of the machine. */

import {once} from 'node:events';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import type {AddressInfo} from 'node:net';
import os from 'node:os';
import path from 'node:path';
import ssh2, {type AuthContext, type Connection} from 'ssh2';

export type TestServer = {
	readonly port: number;
	readonly folder: string;
	readonly knownHosts: string;
	/** What clients tried, in order: `none`, `password`, … */
	readonly attempts: string[];
	readonly connections: Set<Connection>;
	stop(): Promise<void>;
};

/** ssh2 1.17.0 writes about one Ed25519 key of 256 in a form that nobody reads, itself included. */
const makeHostKey = () => {
	for (;;) {
		const keys = ssh2.utils.generateKeyPairSync('ed25519');
		if (!(ssh2.utils.parseKey(keys.private) instanceof Error)) {
			return keys;
		}
	}
};

/** `decide` accepts, or rejects with what is left. Sessions answer every command with exit code 0 and `ran` on stdout. */
export const startPasswordServer = async (
	decide: (context: AuthContext, attempt: number) => void,
): Promise<TestServer> => {
	const folder = mkdtempSync(path.join(os.tmpdir(), 'vmferry-password-'));
	const keys = makeHostKey();
	const attempts: string[] = [];
	const connections = new Set<Connection>();
	const server = new ssh2.Server({hostKeys: [keys.private], ident: 'OpenSSH_9.9 test'}, connection => {
		let attempt = 0;
		connections.add(connection);
		connection.on('error', () => undefined);
		connection.on('close', () => connections.delete(connection));
		connection.on('authentication', context => {
			attempts.push(context.method);
			decide(context, attempt);
			attempt += 1;
		});
		connection.on('session', accept => {
			accept().on('exec', acceptExec => {
				const channel = acceptExec();
				channel.resume();
				channel.on('end', () => {
					channel.write('ran');
					channel.exit(0);
					channel.end();
				});
			});
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const {port} = server.address() as AddressInfo;
	const knownHosts = path.join(folder, 'known_hosts');
	writeFileSync(knownHosts, `[127.0.0.1]:${port} ${keys.public}\n`);
	return {
		port,
		folder,
		knownHosts,
		attempts,
		connections,
		async stop() {
			for (const connection of connections) {
				connection.end();
			}

			server.close();
			await once(server, 'close');
			rmSync(folder, {recursive: true});
		},
	};
};
