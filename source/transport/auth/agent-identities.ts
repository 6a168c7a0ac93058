import {Buffer} from 'node:buffer';
import type {ParsedKey} from 'ssh2';
import type {Ssh2} from '../ssh/ssh2.js';
import {type Identity, typeOfBlob} from './identity.js';

// An agent on a forwarded or stale socket may accept and never answer.
const agentTimeoutMs = 5000;

const toParsedKey = (ssh2: Ssh2, key: unknown): ParsedKey | undefined => {
	if (typeof key === 'string' || Buffer.isBuffer(key)) {
		const parsed = ssh2.utils.parseKey(key);
		return parsed instanceof Error ? undefined : parsed;
	}

	// The rest of ssh2's union are its own key objects, which know their blob.
	return typeof key === 'object' && key !== null && 'getPublicSSH' in key ? (key as ParsedKey) : undefined;
};

/** The keys that ssh-agent holds, in its order. Rejects when the agent cannot be reached. */
export const agentIdentities = async (ssh2: Ssh2, socketPath: string): Promise<readonly Identity[]> => {
	const agent = new ssh2.OpenSSHAgent(socketPath);
	return new Promise((resolve, reject) => {
		const timer = setTimeout(() => reject(new Error('ssh-agent did not answer')), agentTimeoutMs);
		agent.getIdentities((error, keys) => {
			clearTimeout(timer);
			if (error) {
				reject(error);
				return;
			}

			resolve(
				(keys ?? []).flatMap((key): Identity[] => {
					const parsed = toParsedKey(ssh2, key);
					if (!parsed) {
						return [];
					}

					const publicKey = parsed.getPublicSSH();
					return [
						{
							label: parsed.comment || 'a key of ssh-agent',
							type: typeOfBlob(publicKey),
							publicKey,
							sign: async (data, hash) =>
								new Promise((resolveSignature, rejectSignature) => {
									const onSigned = (signError?: Error | null, signature?: Buffer) => {
										if (signature) {
											resolveSignature(signature);
										} else {
											rejectSignature(signError ?? new Error('ssh-agent did not sign'));
										}
									};

									agent.sign(parsed, data, hash === 'sha256' || hash === 'sha512' ? {hash} : {}, onSigned);
								}),
						},
					];
				}),
			);
		});
	});
};
