/** A key of TOML: bare where it can be. */
const tomlKey = (text: string): string => (/^[\w-]+$/.test(text) ? text : JSON.stringify(text));

/** What to do where ssh2 cannot and OpenSSH may; `host` as the person typed it. */
export const byOpenSshRemedy = (host: string): string =>
	`Reach it by the ssh of this machine: --backend openssh, or for good in ~/.config/vmferry/config.toml: [host.${tomlKey(host)}] backend = "openssh" (two lines)`;

/** Methods of authentication that ssh2 does not know and OpenSSH does. */
const onlyOpenSsh = /^(?:gssapi|hostbased)/;
/** Methods that a person can answer here. */
const answerable = ['password', 'keyboard-interactive'];

/** Whether a server that refused us wants what only OpenSSH can do, and nothing that a person could still give. */
export const wantsOpenSsh = (methodsLeft: readonly string[]): boolean =>
	methodsLeft.some(method => onlyOpenSsh.test(method)) && !methodsLeft.some(method => answerable.includes(method));
