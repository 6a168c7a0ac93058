import {fail, ok, type Result} from '../lib/result.js';

/** Where a person wants to go, taken apart. Whether `host` is an alias or a name is the configuration's business. */
export type Destination = {
	/** As typed. */
	readonly text: string;
	readonly host: string;
	readonly user: string | undefined;
	readonly port: number | undefined;
};

// OpenSSH refuses the same characters in host names given on its command line (valid_hostname in ssh.c, since 9.6): they
// may reach a shell through %h in a ProxyCommand. A leading dash would be read as an option.
const safeHost = /^(?!-)[^\s'"`$\\;&<>|(){}\p{Cc}\p{Cf}]+$/u;
const safeUser = /^(?!-)[^\s'"`$;&<>|(){}\p{Cc}\p{Cf}]+(?<!\\)$/u;

const splitHostAndPort = (text: string): {host: string; port: string | undefined} => {
	const bracketed = /^\[([^[\]]+)\](?::(.*))?$/.exec(text);
	if (bracketed) {
		return {host: bracketed[1] ?? '', port: bracketed[2]};
	}

	// More than one colon without brackets is an IPv6 address.
	const single = /^([^:]*):([^:]*)$/.exec(text);
	return single ? {host: single[1] ?? '', port: single[2]} : {host: text, port: undefined};
};

/**
Reads `alias`, `user@host`, `host:port`, `user@host:port`, `[v6]:port` and `ssh://user@host:port`.
The reason of a failure is the end of a sentence that begins with the destination.
*/
export const parseDestination = (text: string): Result<Destination, string> => {
	const isUri = text.startsWith('ssh://');
	const body = isUri ? text.slice('ssh://'.length).replace(/\/$/, '') : text;
	const at = body.lastIndexOf('@');
	const user = at === -1 ? undefined : body.slice(0, at);
	const {host, port} = splitHostAndPort(body.slice(at + 1));

	if (host === '') {
		return fail('names no host');
	}

	if (!safeHost.test(host) || (isUri && host.includes('/'))) {
		return fail('is not a host name that ssh would accept');
	}

	if (user !== undefined && !safeUser.test(user)) {
		return fail('has a user name that ssh would not accept');
	}

	if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535)) {
		return fail('has a port that is not a number from 1 to 65535');
	}

	return ok({text, host, user, port: port === undefined ? undefined : Number(port)});
};
