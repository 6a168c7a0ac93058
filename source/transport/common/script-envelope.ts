/**
How a script gets to a host. Rules:
- the command that the login shell sees is one fixed text with one number in it. It holds no quote but the outer pair and no
  backslash or exclamation mark, so that sh, bash, dash, busybox, fish and tcsh read it alike;
- script and arguments come on standard input, which no other user of the host can read (`ps` shows arguments);
- the bootstrap reads the script's bytes and not one more: what follows is the script's own standard input.

`dd bs=N count=1` makes one read of at most N bytes; the loop asks for what is missing. (`dd bs=1` is exact too, but costs two
system calls a byte: 25 ms more for a script of 4 KB. `head -c` reads ahead in busybox, `sh -s` in dash.) The full stop
keeps the newlines that `$(…)` would strip; LC_ALL=C makes `${#s}` count bytes in every shell.
*/

import {Buffer} from 'node:buffer';
import {shellJoin} from '../../lib/shell-quote.js';

/** Exit code of the bootstrap when standard input ended before the script was complete. */
export const truncatedScriptExitCode = 97;

export type ScriptEnvelope = {
	/** The program text for `/bin/sh -c`. */
	readonly bootstrap: string;
	/** The whole command for a login shell of whatever kind. */
	readonly command: string;
	/** The first bytes of standard input. */
	readonly payload: Uint8Array;
};

/** Packs a POSIX-sh script and its positional parameters. Throws a `RangeError` when a NUL is in either. */
export const packScript = (script: string, parameters: readonly string[] = []): ScriptEnvelope => {
	if (script.includes('\0')) {
		throw new RangeError('A shell script cannot contain a NUL character.');
	}

	const text = parameters.length > 0 ? `set -- ${shellJoin(parameters)}\n${script}` : script;
	const payload = Buffer.from(text);
	const size = payload.length;
	const bootstrap =
		`LC_ALL=C; s=; while [ \${#s} -lt ${size} ]; do ` +
		`c=$(dd bs=$((${size} - \${#s})) count=1 2>/dev/null; echo .); ` +
		`[ "$c" = . ] && exit ${truncatedScriptExitCode}; s=$s\${c%.}; done; eval "$s"`;
	return {bootstrap, command: `exec /bin/sh -c '${bootstrap}'`, payload};
};
