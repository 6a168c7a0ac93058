/**
Talks to ssh-agent (RFC draft-ietf-sshm-ssh-agent): ssh2's own client leaves out certificates and keys of security tokens, and
cuts signatures short.
*/

import {Buffer} from 'node:buffer';
import net from 'node:net';
import {uint32, WireReader, wireString} from '../keys/wire.js';

const requestIdentities = 11;
const identitiesAnswer = 12;
const signRequest = 13;
const signResponse = 14;

/** Flags of a signing request: which digest RSA shall use. */
const rsaFlags: Readonly<Record<string, number>> = {'rsa-sha2-256': 2, 'rsa-sha2-512': 4};

// An agent's answer with many keys is some kilobytes; OpenSSH's limit is the same.
const longestAnswer = 256 * 1024;

/** One request on a connection of its own, as many agents serve one at a time. Rejects when there is no whole answer. */
const request = async (socketPath: string, message: Buffer, timeoutMs: number): Promise<Buffer> =>
	new Promise((resolve, reject) => {
		const socket = net.connect(socketPath);
		let received = Buffer.alloc(0);
		const finish = (settle: () => void) => {
			socket.destroy();
			settle();
		};

		socket.setTimeout(timeoutMs, () => finish(() => reject(new Error('ssh-agent did not answer'))));
		socket.on('error', error => finish(() => reject(error)));
		socket.on('close', () => reject(new Error('ssh-agent hung up')));
		socket.on('data', chunk => {
			received = Buffer.concat([received, chunk]);
			const length = received.length < 4 ? undefined : received.readUInt32BE();
			if (length !== undefined && length > longestAnswer) {
				finish(() => reject(new Error('ssh-agent answered nonsense')));
			} else if (length !== undefined && received.length >= 4 + length) {
				finish(() => resolve(received.subarray(4, 4 + length)));
			}
		});
		socket.write(wireString(message));
	});

export type AgentKey = {readonly blob: Buffer; readonly comment: string};

/** All keys and certificates that the agent holds, in its order. */
export const listAgentKeys = async (socketPath: string, timeoutMs: number): Promise<readonly AgentKey[]> => {
	const reader = new WireReader(await request(socketPath, Buffer.from([requestIdentities]), timeoutMs));
	if (reader.byte() !== identitiesAnswer) {
		throw new Error('ssh-agent did not list its keys');
	}

	return Array.from({length: reader.uint32()}, () => ({blob: reader.string(), comment: reader.text()}));
};

/** Has the agent sign; `algorithm` matters for RSA. Resolves to the whole signature. */
export const signByAgent = async (
	socketPath: string,
	blob: Buffer,
	data: Buffer,
	{algorithm, timeoutMs}: {readonly algorithm: string; readonly timeoutMs: number},
): Promise<Buffer> => {
	const message = Buffer.concat([
		Buffer.from([signRequest]),
		wireString(blob),
		wireString(data),
		uint32(rsaFlags[algorithm] ?? 0),
	]);
	const reader = new WireReader(await request(socketPath, message, timeoutMs));
	if (reader.byte() !== signResponse) {
		throw new Error('ssh-agent did not sign');
	}

	return reader.string();
};
