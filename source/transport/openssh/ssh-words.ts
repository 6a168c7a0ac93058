import {ConnectionError, type ConnectionErrorKind} from '../host-connection.js';
import {sshCommand} from '../ssh/ssh-command.js';

type Failure = {
	/** The destination the person typed. */
	readonly host: string;
	/** What ssh said on standard error. */
	readonly words: string;
	/** The unknown host key that was asked about, if any. */
	readonly askedKey?: string | undefined;
};

type Meaning = {
	readonly pattern: RegExp;
	readonly kind: ConnectionErrorKind;
	readonly message: (failure: Failure) => string;
	readonly remedy?: (failure: Failure) => string;
};

const byHand = ({host}: Failure): string => `Try: ${sshCommand(host, [], ['-v'])}`;

const offending = ({words}: Failure): string => {
	const place = /^Offending .*key.* in (.+:\d+)/m.exec(words)?.[1];
	return place === undefined ? '' : ` (${place})`;
};

const removal = ({words}: Failure): string => {
	const command = /^ *(ssh-keygen -f .* -R .*)$/m.exec(words)?.[1];
	return `Ask who runs the machine. If the new key is right: ${command ?? 'remove the old one by ssh-keygen -R'}`;
};

/** In order: what ssh says first stands further up in its words, but the gravest counts. */
const meanings: readonly Meaning[] = [
	{
		pattern: /REVOKED HOST KEY|host key .* is revoked|was revoked/i,
		kind: 'host-key-revoked',
		message: failure =>
			`The host key of ${failure.host} is marked as revoked${offending(failure)}. vmferry does not connect.`,
		remedy: () => 'Have the machine given a new host key; a revoked one may be in strange hands.',
	},
	{
		pattern: /REMOTE HOST IDENTIFICATION HAS CHANGED/,
		kind: 'host-key-changed',
		message: failure =>
			`The host key of ${failure.host} is not the known one${offending(failure)}. Somebody may be listening in, or the machine was set up anew. vmferry does not connect.`,
		remedy: removal,
	},
	{
		pattern: /Host key verification failed|No \S+ host key is known/,
		kind: 'host-key-unknown',
		message: ({host, askedKey}) =>
			`The host key of ${host} is not known${askedKey === undefined ? ', and ssh may not ask' : `: ${askedKey}. It was not accepted`}.`,
		remedy: ({host}) =>
			`Compare the fingerprint with the machine's own (ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub there), then accept it once by: ${sshCommand(host, ['true'])}`,
	},
	{
		pattern: /Permission denied \(|Too many authentication failures|No more authentication methods/i,
		kind: 'authentication',
		message: ({host, words}) => {
			const methods = /Permission denied \((.*?)\)/.exec(words)?.[1];
			return `${host} does not let us in.${methods === undefined ? '' : ` The server takes: ${methods.replaceAll(',', ', ')}.`}`;
		},
		remedy: byHand,
	},
	{
		pattern: /Unable to negotiate|no matching/i,
		kind: 'protocol',
		message: ({host}) => `${host} and the ssh of this machine have no algorithm in common.`,
		remedy: byHand,
	},
	{
		pattern: /Bad configuration|unsupported option|bad port|invalid characters|Bad .* option|keyword .* argument/i,
		kind: 'bad-destination',
		message: ({host}) => `ssh does not accept ${host} or its configuration.`,
		remedy: ({host}) => `Try: ${sshCommand(host, [], ['-G'])}`,
	},
	{
		pattern: /ssh: not found|: ssh: No such file/,
		kind: 'bad-destination',
		message: ({host}) => `${host} is to be reached by the ssh of this machine, and there is none.`,
		remedy: () => 'Install the OpenSSH client, or set backend = "ssh2" for this host.',
	},
	{
		pattern: /Could not resolve hostname/,
		kind: 'unreachable',
		message: ({host}) => `${host} is a name that cannot be resolved.`,
		remedy: () => 'Check the spelling, /etc/hosts and DNS.',
	},
	{
		pattern: /Connection refused/,
		kind: 'unreachable',
		message: ({host}) => `${host} refused the connection: no sshd listens there, or a firewall says so.`,
		remedy: byHand,
	},
	{
		pattern: /timed out/i,
		kind: 'timeout',
		message: ({host}) => `${host} did not answer in time.`,
		remedy: failure => `Is the machine up, and no firewall between? ${byHand(failure)}`,
	},
];

/** Why ssh could not connect, from its own words; they are kept as `raw`. */
export const failureOfSsh = (failure: Failure): ConnectionError => {
	const meaning = meanings.find(({pattern}) => pattern.test(failure.words));
	return new ConnectionError({
		kind: meaning?.kind ?? 'unreachable',
		host: failure.host,
		message: meaning?.message(failure) ?? `ssh could not connect to ${failure.host}.`,
		remedy: (meaning?.remedy ?? byHand)(failure),
		raw: failure.words.trim(),
	});
};
