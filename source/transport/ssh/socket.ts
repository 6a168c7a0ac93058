import {spawn} from 'node:child_process';
import net from 'node:net';
import {Duplex} from 'node:stream';
import type {Client} from 'ssh2';
import {keepTail} from '../common/early-end.js';
import type {SshSettings} from '../config/ssh-settings.js';

/** A way to a host's sshd; `words` gives what a ProxyCommand said on its standard error. */
export type Wire = {readonly stream: Duplex; words(): string};

const silent = () => '';

/** A TCP connection as ssh makes it: without Nagle's delay, which costs 40 ms a packet here, and with the kernel's keepalive. */
export const connectTcp = async (settings: SshSettings, signal: AbortSignal): Promise<Wire> =>
	new Promise((resolve, reject) => {
		const socket = net.connect({
			host: settings.hostName,
			port: settings.port,
			family: settings.addressFamily,
			...(settings.bindAddress === undefined ? {} : {localAddress: settings.bindAddress}),
			noDelay: true,
			keepAlive: true,
			keepAliveInitialDelay: 15_000,
			signal,
		});
		socket.once('error', reject);
		socket.once('connect', () => {
			socket.off('error', reject);
			resolve({stream: socket, words: silent});
		});
	});

/** Runs ProxyCommand as ssh does: by the shell, replaced by the command. */
export const runProxyCommand = (command: string): Wire => {
	const child = spawn('/bin/sh', ['-c', `exec ${command}`], {stdio: 'pipe'});
	const words = keepTail(child.stderr);
	const stream = new Duplex({
		read() {
			child.stdout.resume();
		},
		write(chunk, _encoding, callback) {
			child.stdin.write(chunk, error => callback(error));
		},
		final(callback) {
			child.stdin.end(callback);
		},
		destroy(error, callback) {
			child.kill();
			child.stdin.destroy();
			child.stdout.destroy();
			child.stderr.destroy();
			callback(error);
		},
	});
	child.stdout.on('data', (chunk: Uint8Array) => {
		if (!stream.push(chunk)) {
			child.stdout.pause();
		}
	});
	child.stdout.on('end', () => {
		const end = () => {
			clearTimeout(timer);
			stream.push(null);
		};

		// What it says on standard error tells why it ended, and may come a little later.
		const timer = setTimeout(end, 300);
		child.once('close', end);
	});
	child.stdin.on('error', error => stream.destroy(error));
	child.on('error', error => stream.destroy(error));
	return {stream, words: () => words().trim()};
};

/** A stream through a jump host to the next one's sshd. */
export const connectThrough = async (jump: Client, settings: SshSettings): Promise<Wire> =>
	new Promise((resolve, reject) => {
		jump.forwardOut('127.0.0.1', 0, settings.hostName, settings.port, (error, channel) => {
			if (error) {
				reject(error);
			} else {
				resolve({stream: channel, words: silent});
			}
		});
	});
