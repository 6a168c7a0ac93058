/**
Takes secrets out of text that leaves this machine: QEMU's command lines, monitor commands and their answers. It knows secrets
by the names they stand behind, so that text without such a name is left alone.
*/

export const removedMark = '[removed]';

type Rule = {readonly pattern: RegExp; readonly replacement: string};

// `password-secret=sec0` only names an object; a comma in a value is written twice (QEMU's option syntax).
const names = 'password|passwd|passphrase|passcode|secret|token|key|data|string';

const rules: readonly Rule[] = [
	// -object secret,id=s,data=… · -spice password=… · rbd:…:key=… · -fw_cfg name=…,string=…
	{pattern: new RegExp(`(?<![\\w-])(${names})=(?:,,|[^,\\0\\n\\r"'\\s])+`, 'gi'), replacement: `$1=${removedMark}`},
	// -smbios type=11,value=io.systemd.credential:…
	{pattern: /(type=11,(?:[^\0\n\r"]*,)?value)=(?:,,|[^,\0\n\r"'])+/gi, replacement: `$1=${removedMark}`},
	// QMP: "password": "…"
	{
		pattern: new RegExp(`("(?:${names})"\\s*:\\s*)"(?:[^"\\\\\\n]|\\\\.)*"`, 'gi'),
		replacement: `$1"${removedMark}"`,
	},
	// HMP: set_password vnc …, change vnc password …, block_passwd drive …
	{pattern: /\b(set_password|block_passwd)[ \t]+[^\r\n\0"]+/g, replacement: `$1 ${removedMark}`},
	{pattern: /\b(change[ \t]+vnc[ \t]+password)[ \t]+[^\r\n\0"]+/g, replacement: `$1 ${removedMark}`},
	// iscsi://user%word@host, ssh://user:word@host, https://user:word@host
	{pattern: /(:\/\/[^\s/@:%,\0"']+[:%])[^\s/@,\0"']+(?=@)/g, replacement: `$1${removedMark}`},
];

/** The same text with each secret it can tell replaced by a mark. Works on any text, also on bytes read as Latin-1. */
export const redactSecrets = (text: string): string =>
	rules.reduce((left, {pattern, replacement}) => left.replace(pattern, replacement), text);

/** Text that ends in a prompt for a secret: what is typed next is one. */
export const asksForSecret = (text: string): boolean =>
	/(?:password|passphrase|passcode)[^\n]{0,80}:[ \t]*$/i.test(text);
