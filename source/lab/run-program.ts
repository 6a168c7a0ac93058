// Every outside program is run from here: argument arrays only, no shell.
import {execFile} from 'node:child_process';
import process from 'node:process';

export type ProgramResult = {stdout: string; stderr: string};

export type ProgramOptions = {
	/** Text for standard input. */
	input?: string;
	env?: Record<string, string | undefined>;
	cwd?: string;
	/** Ends the program after this time; none by default. */
	timeoutMs?: number;
};

/** An outside program ended with a code other than 0, was killed, or is not there. */
export class ProgramError extends Error {
	override readonly name = 'ProgramError';
	readonly exitCode: number | undefined;
	readonly stdout: string;
	readonly stderr: string;

	constructor(message: string, details: {exitCode?: number; stdout?: string; stderr?: string}) {
		super(message);
		this.exitCode = details.exitCode;
		this.stdout = details.stdout ?? '';
		this.stderr = details.stderr ?? '';
	}
}

/** Where root's tools are, also for a user whose PATH lacks them. */
export const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
Runs a program to its end.

@returns What it printed, as UTF-8.
@throws ProgramError When it is missing, fails, or takes too long.
*/
export const runProgram = async (
	argv: readonly [string, ...string[]] | readonly string[],
	options: ProgramOptions = {},
): Promise<ProgramResult> => {
	const [program = '', ...rest] = argv;
	return new Promise((resolve, reject) => {
		const child = execFile(
			program,
			rest,
			{
				encoding: 'utf8',
				maxBuffer: 64 * 1024 * 1024,
				timeout: options.timeoutMs ?? 0,
				killSignal: 'SIGKILL',
				...(options.cwd === undefined ? {} : {cwd: options.cwd}),
				env: {...process.env, PATH: `${process.env['PATH'] ?? ''}:${systemPath}`, ...options.env},
			},
			(error, stdout, stderr) => {
				if (!error) {
					resolve({stdout, stderr});
					return;
				}

				if (error.code === 'ENOENT') {
					reject(new ProgramError(`The program "${program}" is not on this machine.`, {}));
					return;
				}

				const words = (stderr.trim() || stdout.trim() || error.message).slice(-2000);
				const how = error.killed ? `took longer than ${options.timeoutMs} ms` : 'failed';
				reject(
					new ProgramError(`"${argv.join(' ')}" ${how}: ${words}`, {
						...(typeof error.code === 'number' ? {exitCode: error.code} : {}),
						stdout,
						stderr,
					}),
				);
			},
		);
		child.stdin?.on('error', () => {
			// The program may end without reading its input; its exit code says how it went.
		});
		child.stdin?.end(options.input ?? '');
	});
};
