import {entryNames, type KnownHostsEntry} from './entry.js';

/** The names a host's key may stand under. */
export type HostKeyNames = {
	/** `host`, or `[host]:port` where the port is not 22. */
	readonly full: string;
	/** The name alone: ssh accepts a right key under it when the full name is not there at all. */
	readonly withoutPort: string | undefined;
};

export type HostKeyVerdict =
	| {readonly kind: 'known'}
	/** `others`: entries for this host with keys of other types. */
	| {readonly kind: 'unknown'; readonly others: readonly KnownHostsEntry[]}
	/** Entries of the same key type with another key. */
	| {readonly kind: 'changed'; readonly entries: readonly KnownHostsEntry[]}
	| {readonly kind: 'revoked'; readonly entry: KnownHostsEntry};

export const hostKeyNames = (hostName: string, port: number, hostKeyAlias: string | undefined): HostKeyNames => {
	// An alias is taken as it is, without a port (ssh_config(5), HostKeyAlias).
	if (hostKeyAlias !== undefined) {
		return {full: hostKeyAlias.toLowerCase(), withoutPort: undefined};
	}

	const name = hostName.toLowerCase();
	return port === 22 ? {full: name, withoutPort: undefined} : {full: `[${name}]:${port}`, withoutPort: name};
};

const entriesFor = (entries: readonly KnownHostsEntry[], name: string) =>
	entries.filter(entry => entry.marker !== 'cert-authority' && entryNames(entry, name));

/** Judges a key (base64 of its blob) by the entries of all files, in ssh's order: revoked, known, changed, unknown. */
export const judgeHostKey = (
	entries: readonly KnownHostsEntry[],
	names: HostKeyNames,
	keyType: string,
	key: string,
): HostKeyVerdict => {
	const full = entriesFor(entries, names.full);
	const bare = names.withoutPort === undefined ? [] : entriesFor(entries, names.withoutPort);
	const revoked = [...full, ...bare].find(entry => entry.marker === 'revoked' && entry.key === key);
	if (revoked) {
		return {kind: 'revoked', entry: revoked};
	}

	const trusted = full.filter(entry => entry.marker === undefined);
	if (trusted.some(entry => entry.key === key)) {
		return {kind: 'known'};
	}

	const changed = trusted.filter(entry => entry.keyType === keyType);
	if (changed.length > 0) {
		return {kind: 'changed', entries: changed};
	}

	// A wrong key under the bare name is no reason to refuse: the name may stand for another server on port 22.
	return bare.some(entry => entry.marker === undefined && entry.key === key)
		? {kind: 'known'}
		: {kind: 'unknown', others: trusted};
};

/** Key types that are known for a host. ssh2 must prefer these, or a host known by its RSA key would seem unknown. */
export const knownKeyTypes = (entries: readonly KnownHostsEntry[], names: HostKeyNames): readonly string[] => {
	const find = (name: string) => entriesFor(entries, name).filter(entry => entry.marker === undefined);
	const full = find(names.full);
	const found = full.length === 0 && names.withoutPort !== undefined ? find(names.withoutPort) : full;
	return [...new Set(found.map(entry => entry.keyType))];
};
