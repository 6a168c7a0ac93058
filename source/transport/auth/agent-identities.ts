import {readCertificate} from '../keys/certificate.js';
import {typeOfBlob} from '../keys/wire.js';
import {listAgentKeys, signByAgent} from './agent-client.js';
import type {Identity} from './identity.js';

// An agent on a forwarded or stale socket may accept and never answer.
const listTimeoutMs = 5000;
// A key may want a touch or a yes on another screen. sshd itself gives up after LoginGraceTime, 120 s.
const signTimeoutMs = 120_000;

/** The keys that ssh-agent holds, in its order. Rejects when the agent cannot be reached. */
export const agentIdentities = async (socketPath: string): Promise<readonly Identity[]> =>
	(await listAgentKeys(socketPath, listTimeoutMs)).map(({blob, comment}) => ({
		label: comment || 'a key of ssh-agent',
		type: typeOfBlob(blob),
		publicKey: blob,
		certificate: readCertificate(blob),
		sign: async (data, algorithm) => signByAgent(socketPath, blob, data, {algorithm, timeoutMs: signTimeoutMs}),
	}));
