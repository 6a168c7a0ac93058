import type {SshSettings} from '../config/ssh-settings.js';
import {ConnectionError} from '../host-connection.js';
import {byOpenSshRemedy} from './other-client.js';

type Where = {
	/** The destination the person typed. */
	readonly host: string;
	readonly settings: SshSettings;
	/** The jump host before this one. */
	readonly via: string | undefined;
};

const place = ({settings, via}: Where): string => {
	const {alias, hostName, port} = settings;
	const address = hostName.includes(':') ? `[${hostName}]:${port}` : `${hostName}:${port}`;
	return `${alias}${hostName === alias && port === 22 ? '' : ` (${address})`}${via === undefined ? '' : ` by way of ${via}`}`;
};

/** With several addresses Node gives one error for all of them, which has no message of its own. */
const wordsOf = (error: Error): string =>
	error instanceof AggregateError
		? error.errors.map(one => (one instanceof Error ? one.message : String(one))).join('; ')
		: error.message;

const codeOf = (error: Error): string | undefined =>
	'code' in error && typeof error.code === 'string' ? error.code : undefined;

const reasons: Readonly<Record<string, {readonly reason: string; readonly remedy: (settings: SshSettings) => string}>> =
	{
		ECONNREFUSED: {
			reason: 'refused the connection: no sshd listens on that port, or a firewall says so',
			remedy: ({hostName, port}) => `Is sshd running there, and on port ${port}? Try: ssh -v -p ${port} ${hostName}`,
		},
		ENOTFOUND: {
			reason: 'is a name that cannot be resolved',
			remedy: ({alias}) =>
				`Check the spelling, /etc/hosts and DNS; ssh -G ${alias} | grep ^hostname shows the name that ssh uses`,
		},
		EAI_AGAIN: {
			reason: 'could not be resolved: the name server does not answer',
			remedy: ({hostName}) => `Try: getent hosts ${hostName}`,
		},
		EHOSTUNREACH: {
			reason: 'is unreachable: there is no route to it',
			remedy: ({hostName}) => `Try: ip route get ${hostName}`,
		},
		ENETUNREACH: {
			reason: 'is unreachable: there is no network to it',
			remedy: ({hostName}) => `Try: ip route get ${hostName}`,
		},
		ETIMEDOUT: {reason: 'does not answer', remedy: ({hostName}) => `Is the machine up? Try: ping ${hostName}`},
	};

/** An error from before the SSH handshake: the socket, the proxy command, the jump host's refusal. */
export const unreachableError = (where: Where, error: Error, words: string): ConnectionError => {
	const known = reasons[codeOf(error) ?? ''];
	return new ConnectionError({
		kind: 'unreachable',
		host: where.host,
		message: `${place(where)} ${known?.reason ?? 'could not be reached'}.`,
		remedy:
			known?.remedy(where.settings) ??
			(where.via === undefined
				? `Try: ssh -v ${where.settings.alias}`
				: `Try on ${where.via}: nc -vz ${where.settings.hostName} ${where.settings.port}`),
		raw: [wordsOf(error), words].filter(text => text !== '').join('\n'),
	});
};

export const timeoutError = (where: Where, phase: string, limitMs: number): ConnectionError =>
	new ConnectionError({
		kind: 'timeout',
		host: where.host,
		message: `${place(where)} did not ${phase} within ${limitMs / 1000} s.`,
		remedy: `Is the machine up, and no firewall between? Try: ssh -v ${where.settings.alias}. ConnectTimeout in the ssh configuration sets the time.`,
	});

/** An error after the first byte: what speaks there is no sshd, or none that shares an algorithm with us. */
export const handshakeError = (where: Where, error: Error, words: string): ConnectionError => {
	const raw = [error.message, words].filter(text => text !== '').join('\n');
	const hasNothingInCommon = /no matching|unsupported/i.test(error.message);
	if (hasNothingInCommon || /Handshake failed/i.test(error.message)) {
		return new ConnectionError({
			kind: 'protocol',
			host: where.host,
			message: `${place(where)} and vmferry have no common way to talk: ${error.message}.`,
			remedy: hasNothingInCommon
				? byOpenSshRemedy(where.host)
				: `See what the server says: ssh -vv ${where.settings.alias} true`,
			raw,
			otherBackend: hasNothingInCommon ? 'openssh' : undefined,
		});
	}

	return new ConnectionError({
		kind: 'unreachable',
		host: where.host,
		message: `${place(where)} ended the connection before anybody was signed in.`,
		remedy: `It may be starting up, be full (MaxStartups), or be no sshd at all. Try: ssh -v ${where.settings.alias}`,
		raw,
	});
};

export const calledOffError = (host: string): ConnectionError =>
	new ConnectionError({kind: 'closed', host, message: `The connection to ${host} was closed by vmferry.`});
