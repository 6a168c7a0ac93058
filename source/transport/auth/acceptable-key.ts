import type {SshSettings} from '../config/ssh-settings.js';
import {rsaBits} from '../known-hosts/rsa-bits.js';
import {requestAlgorithm} from '../ssh/public-key-requests.js';
import type {Identity} from './identity.js';

/** Why the configuration forbids to offer a key, as a note; `undefined` when it may be offered. */
export const whyNotOffered = (
	{pubkeyAcceptedAlgorithms, requiredRsaBits}: SshSettings,
	{type, publicKey, certificate}: Identity,
): string | undefined => {
	// Which of the two RSA algorithms is used for a plain key is the server's choice: both have to be allowed.
	const algorithms = type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256'] : [requestAlgorithm(type, undefined)];
	if (pubkeyAcceptedAlgorithms && !algorithms.every(name => pubkeyAcceptedAlgorithms.includes(name))) {
		return `PubkeyAcceptedAlgorithms does not allow ${type}`;
	}

	const bits = rsaBits(certificate?.publicKey ?? publicKey);
	return bits !== undefined && bits < requiredRsaBits
		? `RequiredRSASize wants ${requiredRsaBits} bits, it has ${bits}`
		: undefined;
};
