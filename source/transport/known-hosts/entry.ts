/**
The format of known_hosts, see sshd(8), SSH_KNOWN_HOSTS FILE FORMAT:
`[@marker] names keytype base64key [comment]`. Names are patterns with commas between (`*`, `?`, `!` in front negates), or one
hashed name `|1|salt|hash` (HMAC-SHA1). A host on another port than 22 is `[name]:port`.
*/

import {Buffer} from 'node:buffer';
import {createHmac} from 'node:crypto';

export type KnownHostsEntry = {
	readonly file: string;
	/** From 1. */
	readonly line: number;
	readonly marker: 'revoked' | 'cert-authority' | undefined;
	readonly names: string;
	readonly keyType: string;
	/** The key's blob in base64, as written. */
	readonly key: string;
};

/** Entries of one file. Comments, blank lines and lines that make no sense are passed over, as ssh does. */
export const parseKnownHosts = (text: string, file: string): readonly KnownHostsEntry[] =>
	text.split('\n').flatMap((line, index): KnownHostsEntry[] => {
		const match = /^\s*(?:@(\S+)\s+)?([^\s#@]\S*)\s+(\S+)\s+([A-Za-z0-9+/]+={0,2})(?:\s|$)/.exec(line);
		if (!match) {
			return [];
		}

		const [, marker, names = '', keyType = '', key = ''] = match;
		if (marker !== undefined && marker !== 'revoked' && marker !== 'cert-authority') {
			return [];
		}

		return [{file, line: index + 1, marker, names, keyType, key}];
	});

const matchesPattern = (name: string, pattern: string): boolean => {
	const rule = pattern
		.replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
		.replaceAll('*', '.*')
		.replaceAll('?', '.');
	return new RegExp(`^${rule}$`, 's').test(name);
};

const matchesHash = (name: string, hashed: string): boolean => {
	const [, version, salt = '', hash] = hashed.split('|');
	return version === '1' && createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
};

/** Whether an entry speaks of a name (`host` or `[host]:port`, in lower case). One negated match is a no. */
export const entryNames = (entry: KnownHostsEntry, name: string): boolean => {
	if (entry.names.startsWith('|')) {
		return matchesHash(name, entry.names);
	}

	const patterns = entry.names.toLowerCase().split(',');
	const isNegated = patterns.some(pattern => pattern.startsWith('!') && matchesPattern(name, pattern.slice(1)));
	return !isNegated && patterns.some(pattern => !pattern.startsWith('!') && matchesPattern(name, pattern));
};
