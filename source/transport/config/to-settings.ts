import type {RawSettings} from './raw-settings.js';
import type {SshSettings} from './ssh-settings.js';
import {expandPath, expandPercent, type TokenValues} from './tokens.js';
import {settingsWarnings} from './warnings.js';

/** The person's side of the connection; the rest of the tokens come from the configuration itself. */
export type LocalSide = Pick<TokenValues, 'localUser' | 'localHost' | 'home' | 'uid' | 'environment'>;

// ssh has no limit of its own; the kernel's is two minutes, which nobody waits for at a console.
const defaultConnectTimeoutMs = 15_000;
// A link must be known to be dead within 10 s: with ServerAliveCountMax 3 this makes 8 s. ssh's own default is never.
const defaultAliveIntervalMs = 2000;
// A long interval is meant to keep a firewall's memory fresh, not as patience: a dead link would go unnoticed for many minutes.
const longestAliveIntervalMs = 15_000;
const defaultIdentityFiles = ['~/.ssh/id_rsa', '~/.ssh/id_ecdsa', '~/.ssh/id_ed25519'];
const defaultMethods = ['publickey', 'keyboard-interactive', 'password'];

const isYes = (value: string | undefined, whenUnset: boolean) =>
	value === undefined ? whenUnset : value === 'yes' || value === 'true';

const commaList = (value: string | undefined): readonly string[] | undefined =>
	value === undefined || value === 'none' || value === '' ? undefined : value.split(',').filter(word => word !== '');

/** ssh -G prints a list of paths unquoted; a blank inside a path is told from a separator by what follows it. */
const pathList = (values: readonly string[] | undefined, whenUnset: readonly string[]): readonly string[] =>
	(values?.flatMap(value => value.split(/\s+(?=[/~%$]|none$)/)) ?? whenUnset).filter(path => path !== 'none');

const numberOf = (value: string | undefined, whenUnset: number): number => {
	const number = Number(value);
	return value !== undefined && Number.isInteger(number) && number >= 0 ? number : whenUnset;
};

const aliveIntervalMs = (value: string | undefined): number => {
	const wanted = numberOf(value, 0) * 1000;
	return wanted === 0 ? defaultAliveIntervalMs : Math.min(wanted, longestAliveIntervalMs);
};

const strictness = (value: string | undefined): SshSettings['strictHostKeyChecking'] => {
	if (value === 'accept-new') {
		return 'accept-new';
	}

	return value === 'yes' || value === 'true' ? 'yes' : 'ask';
};

const agentSocket = (value: string | undefined, values: TokenValues): string | undefined => {
	if (value === 'none') {
		return undefined;
	}

	if (value === undefined || value === 'SSH_AUTH_SOCK') {
		return values.environment['SSH_AUTH_SOCK'] || undefined;
	}

	return value.startsWith('$') && !value.startsWith('${')
		? values.environment[value.slice(1)] || undefined
		: expandPath(value, values);
};

/** Turns keywords and values into settings; what is missing gets OpenSSH's default. */
export const toSettings = (alias: string, raw: RawSettings, local: LocalSide): SshSettings => {
	const first = (keyword: string) => raw.get(keyword)?.[0];
	const optional = (keyword: string) => {
		const value = first(keyword);
		return value === undefined || value === 'none' ? undefined : value;
	};

	const hostName = first('hostname') ?? alias;
	const port = Number(first('port') ?? 22);
	const user = first('user') ?? local.localUser;
	const hostKeyAlias = optional('hostkeyalias');
	const values: TokenValues = {...local, alias, hostName, port, user, hostKeyAlias};
	const family = first('addressfamily');
	const connectTimeout = Number(optional('connecttimeout') ?? 0);
	const proxyCommand = optional('proxycommand');
	const revoked = optional('revokedhostkeys');
	const paths = (keyword: string, whenUnset: readonly string[]) =>
		pathList(raw.get(keyword), whenUnset).map(path => expandPath(path, values));

	return {
		alias,
		hostName,
		port,
		user,
		addressFamily: family === 'inet' ? 4 : family === 'inet6' ? 6 : 0,
		bindAddress: optional('bindaddress'),
		connectTimeoutMs: connectTimeout > 0 ? connectTimeout * 1000 : defaultConnectTimeoutMs,
		connectionAttempts: Math.max(1, numberOf(first('connectionattempts'), 1)),
		serverAliveIntervalMs: aliveIntervalMs(first('serveraliveinterval')),
		// With 0 ssh hangs up on every pause, without a single ping.
		serverAliveCountMax: Math.max(1, numberOf(first('serveralivecountmax'), 3)),
		compression: isYes(first('compression'), false),
		proxyJump: commaList(first('proxyjump')) ?? [],
		proxyCommand: proxyCommand && expandPercent(proxyCommand, values),
		hostKeyAlias,
		strictHostKeyChecking: strictness(first('stricthostkeychecking')),
		hashKnownHosts: isYes(first('hashknownhosts'), false),
		userKnownHostsFiles: paths('userknownhostsfile', ['~/.ssh/known_hosts', '~/.ssh/known_hosts2']),
		globalKnownHostsFiles: paths('globalknownhostsfile', ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2']),
		revokedHostKeys: revoked && expandPath(revoked, values),
		hostKeyAlgorithms: commaList(first('hostkeyalgorithms')),
		ciphers: commaList(first('ciphers')),
		macs: commaList(first('macs')),
		kexAlgorithms: commaList(first('kexalgorithms')),
		pubkeyAcceptedAlgorithms: commaList(first('pubkeyacceptedalgorithms') ?? first('pubkeyacceptedkeytypes')),
		requiredRsaBits: numberOf(first('requiredrsasize'), 1024),
		identityAgent: agentSocket(first('identityagent'), values),
		identitiesOnly: isYes(first('identitiesonly'), false),
		identityFiles: (raw.get('identityfile') ?? defaultIdentityFiles)
			.filter(path => path !== 'none')
			.map(path => expandPath(path, values)),
		certificateFiles: (raw.get('certificatefile') ?? [])
			.filter(path => path !== 'none')
			.map(path => expandPath(path, values)),
		pubkeyAuthentication: first('pubkeyauthentication') !== 'no' && first('pubkeyauthentication') !== 'false',
		passwordAuthentication: isYes(first('passwordauthentication'), true),
		kbdInteractiveAuthentication: isYes(first('kbdinteractiveauthentication'), true),
		preferredAuthentications: commaList(first('preferredauthentications')) ?? defaultMethods,
		numberOfPasswordPrompts: Number(first('numberofpasswordprompts') ?? 3),
		batchMode: isYes(first('batchmode'), false),
		warnings: settingsWarnings(alias, raw),
	};
};
