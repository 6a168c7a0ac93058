import type {RawSettings} from './raw-settings.js';

/** Options that change who or what is trusted, and are not honoured as written. A value of `off` needs no word. */
const unsupported: ReadonlyArray<{keyword: string; off: readonly string[]; sentence: (alias: string) => string}> = [
	{
		keyword: 'stricthostkeychecking',
		off: ['yes', 'true', 'ask', 'accept-new'],
		sentence: alias =>
			`StrictHostKeyChecking no is read as ask for ${alias}: vmferry never accepts an unknown or changed host key by itself.`,
	},
	{
		keyword: 'knownhostscommand',
		off: ['none'],
		sentence: alias => `KnownHostsCommand is not run for ${alias}: a host key that only it knows counts as unknown.`,
	},
	{
		keyword: 'forwardagent',
		off: ['no', 'false'],
		sentence: alias =>
			`ForwardAgent is not done for ${alias}: nothing that vmferry runs there may use the keys of your ssh-agent.`,
	},
	{
		keyword: 'pkcs11provider',
		off: ['none'],
		sentence: alias => `PKCS11Provider is not used for ${alias}; load the key into ssh-agent instead (ssh-add -s).`,
	},
	{
		keyword: 'bindinterface',
		off: ['none'],
		sentence: alias => `BindInterface is not honoured for ${alias}; use BindAddress.`,
	},
	{
		keyword: 'proxyusefdpass',
		off: ['no', 'false'],
		sentence: alias => `ProxyUseFdpass is not supported for ${alias}: its ProxyCommand will not work.`,
	},
	{
		keyword: 'verifyhostkeydns',
		off: ['no', 'false'],
		sentence: alias =>
			`VerifyHostKeyDNS is not done for ${alias}: a host key that only the DNS vouches for counts as unknown.`,
	},
	{
		keyword: 'hostbasedauthentication',
		off: ['no', 'false'],
		sentence: alias =>
			`HostbasedAuthentication is not done for ${alias}: vmferry signs in with keys, codes and passwords.`,
	},
	{
		keyword: 'rekeylimit',
		off: ['0 0', 'default', 'default none', 'default 0'],
		sentence: alias =>
			`RekeyLimit is left to the server of ${alias}: vmferry answers to new keys and never asks for them itself.`,
	},
];

/** The keywords that `settingsWarnings` has a sentence for. */
export const warnedKeywords: readonly string[] = unsupported.map(({keyword}) => keyword);

export const settingsWarnings = (alias: string, raw: RawSettings): readonly string[] =>
	unsupported.flatMap(({keyword, off, sentence}) => {
		const value = raw.get(keyword)?.[0];
		return value === undefined || off.includes(value.toLowerCase()) ? [] : [sentence(alias)];
	});
