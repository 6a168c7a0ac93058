// Runs a command where the operator sits, as if typed there.
import {spawn} from 'node:child_process';
import {constants} from 'node:os';
import process from 'node:process';
import type {LabOptions} from './layout.js';
import {operatorCommand} from './namespaces.js';
import {systemPath} from './run-program.js';
import {requireLab} from './state.js';

export type LabExecOptions = LabOptions & {
	cwd?: string;
	/** Added to this process's environment; undefined takes an entry away. */
	env?: Record<string, string | undefined>;
};

/** Ctrl-C and a closed terminal reach the command by itself; we wait for how it answers. */
const leftToTheCommand: NodeJS.Signals[] = ['SIGINT', 'SIGQUIT', 'SIGHUP'];

/**
Runs a command in the operator's namespaces, with our terminal as its own.

@returns Its exit code; 128 and the signal's number when a signal ended it, as a shell says it.
@throws Error when the lab is not up.
*/
export const labExec = async (options: LabExecOptions, command: readonly string[]): Promise<number> => {
	const lab = await requireLab(options.suffix);
	const [program = '', ...rest] = operatorCommand(lab, command, options.cwd);
	const child = spawn(program, rest, {
		stdio: 'inherit',
		env: {...process.env, PATH: `${process.env['PATH'] ?? ''}:${systemPath}`, ...options.env},
	});
	const ignore = (): undefined => undefined;
	const passOn = (): void => {
		child.kill('SIGTERM');
	};
	for (const signal of leftToTheCommand) {
		process.on(signal, ignore);
	}

	process.on('SIGTERM', passOn);
	try {
		return await new Promise((resolve, reject) => {
			child.once('error', reject);
			child.once('exit', (code, signal) => {
				resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
			});
		});
	} finally {
		for (const signal of leftToTheCommand) {
			process.off(signal, ignore);
		}

		process.off('SIGTERM', passOn);
	}
};
