import {type ChildProcess, spawn} from 'node:child_process';
import type {Readable, Writable} from 'node:stream';
import {collectText} from '../common/collect-text.js';
import {packScript} from '../common/script-envelope.js';
import {ConnectionError, type ShellOptions, type ShellResult} from '../host-connection.js';

type ScriptProcess = {
	readonly stdin: Writable;
	readonly stdout: Readable;
	readonly stderr: Readable;
	readonly process: ChildProcess;
	/** Ends the shell and what it started. */
	kill(): void;
	/** Called once, when output has ended too; the error says that it never ran. */
	onClose(listener: (error: Error | undefined, code: number | null, signal: NodeJS.Signals | null) => void): void;
};

/**
Starts `/bin/sh` on a bootstrap. It gets a process group of its own: a Ctrl-C in the terminal must not reach a QEMU that is
just being started, and a time-out must reach the children of the shell.
*/
export const spawnScript = (bootstrap: string): ScriptProcess => {
	const child = spawn('/bin/sh', ['-c', bootstrap], {stdio: 'pipe', detached: true});
	let failure: Error | undefined;
	child.on('error', error => {
		failure = error;
	});
	// The script may end before it has read everything; EPIPE then says nothing new.
	child.stdin.on('error', () => undefined);
	// Not drained, a full pipe would stop the script. Who wants it adds a listener of his own.
	child.stderr.resume();
	return {
		stdin: child.stdin,
		stdout: child.stdout,
		stderr: child.stderr,
		process: child,
		kill() {
			try {
				process.kill(-(child.pid ?? Number.NaN), 'SIGTERM');
			} catch {
				// The group is gone already.
			}

			// A grandchild that left the group may hold the pipes: we do not wait for it.
			child.stdin.destroy();
			child.stdout.destroy();
			child.stderr.destroy();
		},
		onClose(listener) {
			child.on('close', (code, signal) => listener(failure, code, signal));
		},
	};
};

/** Runs one script to its end; `open` holds what to call to end it early. */
export const runLocalScript = async (
	host: string,
	script: string,
	options: ShellOptions,
	open: Set<() => void>,
): Promise<ShellResult> => {
	const {bootstrap, payload} = packScript(script, options.arguments);
	const timeoutMs = options.timeoutMs ?? 15_000;
	return new Promise((resolve, reject) => {
		const child = spawnScript(bootstrap);
		const stdout = collectText(child.stdout);
		const stderr = collectText(child.stderr);
		const stop = (kind: 'timeout' | 'closed', message: string) => {
			reject(new ConnectionError({kind, host, message}));
			child.kill();
		};

		const onAbort = () => stop('closed', `A command on ${host} was called off; it may have run in part.`);
		const onClosing = () => stop('closed', `The connection to ${host} was closed while a command ran.`);
		const timer = setTimeout(
			() => stop('timeout', `A command on ${host} did not end within ${timeoutMs / 1000} s; it may have run in part.`),
			timeoutMs,
		);
		open.add(onClosing);
		options.signal?.addEventListener('abort', onAbort, {once: true});
		child.onClose((error, code, signal) => {
			clearTimeout(timer);
			open.delete(onClosing);
			options.signal?.removeEventListener('abort', onAbort);
			if (error) {
				reject(
					new ConnectionError({
						kind: 'channel-refused',
						host,
						message: `/bin/sh could not be started on ${host}.`,
						raw: error.message,
					}),
				);
			} else {
				resolve({stdout: stdout(), stderr: stderr(), exitCode: code ?? undefined, signal: signal ?? undefined});
			}
		});
		if (options.signal?.aborted) {
			onAbort();
		}

		child.stdin.write(payload);
		child.stdin.end(options.input ?? '');
	});
};
