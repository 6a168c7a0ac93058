import {Buffer} from 'node:buffer';
import {readFile} from 'node:fs/promises';
import {ConnectionError} from '../host-connection.js';
import type {HostKey} from './host-key.js';
import {type HostKeyOwner, revokedKeyError} from './host-key-errors.js';

// The start of a binary key revocation list (PROTOCOL.krl in OpenSSH's sources).
const binaryMark = Buffer.from('SSHKRL\n\0', 'latin1');

/**
Throws when RevokedHostKeys, a text file with one public key a line, holds the key. Like ssh it refuses every key when the
file cannot be read.
*/
export const refuseListedAsRevoked = async (
	file: string | undefined,
	owner: HostKeyOwner,
	key: HostKey,
): Promise<void> => {
	if (file === undefined) {
		return;
	}

	const content = await readFile(file).catch(() => undefined);
	if (content === undefined || content.subarray(0, binaryMark.length).equals(binaryMark)) {
		throw new ConnectionError({
			kind: 'host-key-revoked',
			host: owner.host,
			message: `RevokedHostKeys ${file} cannot be read${content ? ' (a binary list is not supported)' : ''}, so no host key of ${owner.label} can be trusted.`,
			remedy: 'Mend RevokedHostKeys in the ssh configuration: a text file with one public key a line.',
		});
	}

	if (content.toString('latin1').split(/\s+/).includes(key.base64)) {
		throw revokedKeyError(owner, key, file);
	}
};
