import {type ChildProcess, spawn} from 'node:child_process';
import {chmod, mkdtemp, rm} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {keepTail} from '../common/early-end.js';

/**
Runs ssh, and ends it when standard input ends: however vmferry dies, even by SIGKILL, no signed-in ssh stays behind. Its
folder goes with it. `$1` is the folder, the rest the command.
*/
const keeper = `
folder=$1; shift
exec 3<&0
"$@" </dev/null 3<&- & ssh=$!
(read -r line; kill "$ssh") <&3 >/dev/null 2>&1 & watch=$!
exec 3<&-
wait "$ssh"; code=$?
kill "$watch" 2>/dev/null
rm -rf -- "$folder"
exit "$code"
`;

/** A folder that only we can enter, for sockets: short enough for the 104 bytes of a socket's path on BSD, less ssh's suffix of 17. */
export const makeRuntimeFolder = async (): Promise<string> => {
	const base = process.env['XDG_RUNTIME_DIR'];
	const make = async (parent: string): Promise<string> => {
		const folder = await mkdtemp(path.join(parent, 'vmferry-'));
		await chmod(folder, 0o700);
		return folder;
	};

	return base !== undefined && path.isAbsolute(base)
		? make(base).catch(async () => make(os.tmpdir()))
		: make(os.tmpdir());
};

export const removeRuntimeFolder = async (folder: string): Promise<void> => rm(folder, {recursive: true, force: true});

/** How long the last words of ssh may be on their way. */
const lastWordsMs = 300;

/** An `ssh` that signs in and then holds the connection. */
export class Master {
	readonly #child: ChildProcess;
	/** The last words of ssh. */
	readonly words: () => string;
	/** Resolves with the exit code when ssh is gone and has said everything. */
	readonly ended: Promise<number | null>;
	isEnded = false;

	constructor(folder: string, argv: readonly string[], environment: Readonly<Record<string, string>>) {
		const child = spawn('/bin/sh', ['-c', keeper, 'sh', folder, ...argv], {
			stdio: ['pipe', 'ignore', 'pipe'],
			env: {...process.env, ...environment},
			// No terminal to ask on, and no ctrl-c from it.
			detached: true,
		});
		this.#child = child;
		this.words = keepTail(child.stderr, 8000);
		child.stdin.on('error', () => undefined);
		this.ended = new Promise(resolve => {
			const end = (code: number | null) => {
				this.isEnded = true;
				resolve(code);
			};

			child.on('error', () => end(null));
			child.on('close', code => end(code));
			// A ProxyCommand that goes on in the background may hold the pipe.
			child.on('exit', code => setTimeout(() => end(code), lastWordsMs).unref());
		});
	}

	/** Ends ssh; `ended` follows. */
	end(): void {
		this.#child.stdin?.destroy();
	}
}
