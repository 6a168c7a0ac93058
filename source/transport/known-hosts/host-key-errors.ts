import {shellJoin} from '../../lib/shell-quote.js';
import {ConnectionError} from '../host-connection.js';
import type {KnownHostsEntry} from './entry.js';
import {fingerprintOfBase64, type HostKey} from './host-key.js';

export type HostKeyOwner = {
	/** The destination the person typed. */
	readonly host: string;
	/** The machine whose key it is, as known_hosts names it. */
	readonly name: string;
	/** The same for a sentence; a jump host is told apart. */
	readonly label: string;
};

const place = (entry: KnownHostsEntry) => `${entry.file}:${entry.line}`;

export const changedKeyError = (
	where: HostKeyOwner,
	key: HostKey,
	entries: readonly KnownHostsEntry[],
): ConnectionError => {
	const known = entries.map(entry => `${fingerprintOfBase64(entry.key)} (${place(entry)})`).join(', ');
	const first = entries[0];
	return new ConnectionError({
		kind: 'host-key-changed',
		host: where.host,
		message:
			`The host key of ${where.label} has changed: it showed ${key.type} ${key.fingerprint}, but known is ${known}. ` +
			'Somebody may be listening in, or the machine was set up anew. vmferry does not connect.',
		remedy: `Ask who runs the machine. If the new key is right: ${shellJoin(['ssh-keygen', '-R', where.name, ...(first ? ['-f', first.file] : [])])}`,
	});
};

export const revokedKeyError = (where: HostKeyOwner, key: HostKey, placeOfEntry: string): ConnectionError =>
	new ConnectionError({
		kind: 'host-key-revoked',
		host: where.host,
		message: `The host key of ${where.label}, ${key.type} ${key.fingerprint}, is marked as revoked in ${placeOfEntry}. vmferry does not connect.`,
		remedy: 'Have the machine given a new host key; a revoked one may be in strange hands.',
	});

export const shortKeyError = (where: HostKeyOwner, bits: number, requiredRsaBits: number): ConnectionError =>
	new ConnectionError({
		kind: 'protocol',
		host: where.host,
		message: `The RSA host key of ${where.label} has only ${bits} bits, and RequiredRSASize wants ${requiredRsaBits}. vmferry does not connect.`,
		remedy: `Have the machine given a longer key, or set RequiredRSASize ${bits} for it in the ssh configuration.`,
	});

export const revokedEntryPlace = place;

export const unknownKeyError = (
	where: HostKeyOwner,
	key: HostKey,
	details: {readonly why: string; readonly others: readonly KnownHostsEntry[]; readonly connectBySsh: string},
): ConnectionError => {
	const others = details.others.map(entry => `${entry.keyType} (${place(entry)})`).join(', ');
	return new ConnectionError({
		kind: 'host-key-unknown',
		host: where.host,
		message:
			`The host key of ${where.label} is not known: ${key.type} ${key.fingerprint}. ${details.why}` +
			(others === '' ? '' : ` Known for it are keys of other types: ${others}.`),
		remedy: `Compare the fingerprint with the machine's own (ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub there), then accept it once by: ${details.connectBySsh}`,
	});
};
