import {shellJoin} from '../../lib/shell-quote.js';

const puttygen = (path: string) => shellJoin(['puttygen', path, '-O', 'private-openssh', '-o', `${path}.openssh`]);

/** What a key file of a kind that cannot be used is, and the command that helps. */
const kinds: ReadonlyArray<{
	readonly looksLike: RegExp;
	readonly what: string;
	readonly command: (path: string) => string;
}> = [
	{
		looksLike: /^PuTTY-User-Key-File-\d/,
		what: 'is a key of PuTTY in a form that vmferry does not read',
		command: puttygen,
	},
	{
		looksLike: /^---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----/,
		what: 'is a key in the format of ssh.com',
		command: puttygen,
	},
	{
		looksLike: /^-----BEGIN DSA PRIVATE KEY-----/,
		what: 'is a DSA key, which sshd takes no longer',
		command: () => "'ssh-keygen' '-t' 'ed25519'",
	},
];

/**
A clause about a key file that could not be read: what it is and what to type. `publicType` is the type in its open half;
`reason` the parser's words for what is not one of the known kinds.
*/
export const keyAdvice = (path: string, text: string, publicType: string | undefined, reason: string): string => {
	const kind = kinds.find(({looksLike}) => looksLike.test(text));
	if (kind) {
		return `${path} ${kind.what} (try: ${kind.command(path)})`;
	}

	if (publicType?.startsWith('sk-')) {
		return `${path} belongs to a security token, which only ssh-agent can use (try: ${shellJoin(['ssh-add', path])})`;
	}

	if (/^-----BEGIN OPENSSH PRIVATE KEY-----/.test(text)) {
		const command = shellJoin(['ssh-keygen', '-p', '-Z', 'aes256-ctr', '-f', path]);
		return `${path} is encrypted or made in a way that vmferry does not know: ${reason} (try: ${command})`;
	}

	if (/^(?:---- BEGIN SSH2 PUBLIC KEY|-----BEGIN (?:RSA )?PUBLIC KEY|(?:ssh|ecdsa|sk)-\S+ AAAA)/.test(text)) {
		return `${path} is a public key, and ssh-agent does not hold its private half (try: ${shellJoin(['ssh-add', path.replace(/\.pub$/, '')])})`;
	}

	return `${path} is no private key that vmferry can read: ${reason} (does ssh read it? ${shellJoin(['ssh-keygen', '-y', '-f', path])})`;
};
