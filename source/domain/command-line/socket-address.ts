import {type ListEntry, listFlag, listValue, parseList} from './option-syntax.js';

/** Where a character device of QEMU can be reached from its own host. */
export type SocketTarget =
	| {readonly kind: 'tcp'; readonly host: string; readonly port: number}
	| {readonly kind: 'unix'; readonly path: string};

export type CharacterDevice =
	/** QEMU listens; `target` is where a client on the host connects. */
	| {readonly kind: 'listening'; readonly target: SocketTarget; readonly telnet: boolean}
	/** Cannot be attached to; `why` completes "its monitor …". */
	| {readonly kind: 'unreachable'; readonly why: string};

const unreachable = (why: string): CharacterDevice => ({kind: 'unreachable', why});

/** A wildcard listens everywhere; a client on the host reaches it on the loopback. */
const connectHost = (listenHost: string): string => {
	const bare = listenHost.replace(/^\[(.*)\]$/, '$1');
	if (bare === '' || bare === '0' || bare === '0.0.0.0' || bare === '*') {
		return '127.0.0.1';
	}

	return bare === '::' ? '::1' : bare;
};

/** Splits `HOST:PORT` at the last colon, so that `[::1]:4444` works. */
export const splitHostAndPort = (text: string): {readonly host: string; readonly port: number} | undefined => {
	const colon = text.lastIndexOf(':');
	const port = Number(text.slice(colon + 1));
	return colon < 0 || !Number.isInteger(port) || port < 1 || port > 65_535
		? undefined
		: {host: text.slice(0, colon), port};
};

const listeningTcp = (address: string, entries: readonly ListEntry[], telnet: boolean): CharacterDevice => {
	const parsed = splitHostAndPort(address);
	if (!parsed) {
		return unreachable(`is at "${address}", which names no port`);
	}

	return listFlag(entries, 'server')
		? {kind: 'listening', target: {kind: 'tcp', host: connectHost(parsed.host), port: parsed.port}, telnet}
		: unreachable(`connects to ${address} by itself instead of listening`);
};

/** Reads the short form of a character device, the value of `-monitor`, `-qmp` or `-serial`. */
export const parseDeviceShorthand = (value: string): CharacterDevice => {
	const entries = parseList(value.replace(/^mon:/, ''));
	const first = entries[0]?.key ?? '';
	const colon = first.indexOf(':');
	const scheme = colon < 0 ? first : first.slice(0, colon);
	const address = first.slice(colon + 1);
	switch (scheme) {
		case 'telnet':
		case 'tcp':
			return listeningTcp(address, entries, scheme === 'telnet');
		case 'unix':
			return listFlag(entries, 'server')
				? {kind: 'listening', target: {kind: 'unix', path: address}, telnet: false}
				: unreachable(`connects to ${address} by itself instead of listening`);
		case 'none':
		case 'null':
			return unreachable('is switched off');
		case 'stdio':
			return unreachable('is on the terminal that QEMU was started from');
		case 'vc':
			return unreachable('is in the window of its display');
		case 'pty':
			return unreachable('is on a pseudo-terminal');
		default:
			return unreachable(`is a "${scheme}" device`);
	}
};

/** Reads the value of `-chardev`, for a monitor that names it. */
export const parseCharacterDevice = (value: string): CharacterDevice => {
	const entries = parseList(value);
	const backend = entries[0]?.key ?? '';
	if (backend !== 'socket') {
		return unreachable(`is a "${backend}" device`);
	}

	const path = listValue(entries, 'path');
	if (listValue(entries, 'fd') !== undefined) {
		return unreachable('is a socket handed over by the program that manages it');
	}

	if (!listFlag(entries, 'server')) {
		return unreachable('connects out by itself instead of listening');
	}

	if (path !== undefined) {
		return {kind: 'listening', target: {kind: 'unix', path}, telnet: false};
	}

	return listeningTcp(
		`${listValue(entries, 'host') ?? ''}:${listValue(entries, 'port') ?? ''}`,
		entries,
		listFlag(entries, 'telnet'),
	);
};
