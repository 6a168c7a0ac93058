/** Values for the percent tokens of ssh_config(5), section TOKENS. */
export type TokenValues = {
	readonly alias: string;
	readonly hostName: string;
	readonly port: number;
	/** The name on the other side. */
	readonly user: string;
	readonly localUser: string;
	readonly localHost: string;
	readonly home: string;
	readonly uid: number;
	readonly hostKeyAlias: string | undefined;
	readonly environment: Readonly<Record<string, string | undefined>>;
};

const tokens = (values: TokenValues): Readonly<Record<string, string>> => ({
	'%': '%',
	d: values.home,
	h: values.hostName,
	i: String(values.uid),
	k: values.hostKeyAlias ?? values.alias,
	L: values.localHost.split('.')[0] ?? '',
	l: values.localHost,
	n: values.alias,
	p: String(values.port),
	r: values.user,
	u: values.localUser,
});

/** Expands `%x`. A token that is not known stays as it is, so that what used it fails by name. */
export const expandPercent = (text: string, values: TokenValues): string => {
	const known = tokens(values);
	return text.replace(/%(.)/g, (whole, letter: string) => known[letter] ?? whole);
};

/** Expands a leading `~`, `%x` and `${NAME}` of a path, as ssh does for IdentityFile and the known_hosts options. */
export const expandPath = (text: string, values: TokenValues): string => {
	const atHome = text === '~' || text.startsWith('~/') ? values.home + text.slice(1) : text;
	return expandPercent(atHome, values).replace(
		/\$\{([^}]*)\}/g,
		(whole, name: string) => values.environment[name] ?? whole,
	);
};
