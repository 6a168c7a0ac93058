import type {DestinationLaunch, MigrationPlan} from '../../domain/migration/plan.js';
import {sanitize} from '../../lib/sanitize.js';
import type {HostConnection} from '../../transport/host-connection.js';
import {forgetLaunchScript, launchOutputScript, launchScript} from '../hosts/scripts.js';

/** What a started program printed; `exitCode` once it has ended with a failure. */
export type LaunchOutput = {readonly exitCode: number | undefined; readonly text: string};

/** Starts the destination of a plan. Resolves with the folder that keeps the plan and its output. */
export const launch = async (
	connection: HostConnection,
	plan: MigrationPlan,
	{
		workingDirectory,
		commandLine,
	}: Pick<Extract<DestinationLaunch, {kind: 'start'}>, 'workingDirectory' | 'commandLine'>,
): Promise<{readonly ok: true; readonly folder: string} | {readonly ok: false; readonly raw: string}> => {
	const result = await connection.runScript(launchScript, {
		arguments: [workingDirectory ?? '', JSON.stringify(plan), ...commandLine],
	});
	const folder = result.stdout.trim();
	return result.exitCode === 0 && folder !== '' ? {ok: true, folder} : {ok: false, raw: result.stderr.trim()};
};

/** Reads it; `undefined` where the folder is gone, which a program that ended in order takes with it. */
export const readLaunchOutput = async (
	connection: HostConnection,
	folder: string,
): Promise<LaunchOutput | undefined> => {
	const result = await connection.runScript(launchOutputScript, {arguments: [folder]});
	if (result.exitCode !== 0) {
		return undefined;
	}

	const [code = '', ...lines] = result.stdout.split('\n');
	return {
		exitCode: /^\d+$/.test(code) ? Number(code) : undefined,
		text: sanitize(lines.join('\n').trim(), {keepNewlines: true}),
	};
};

export const forgetLaunch = async (connection: HostConnection, folder: string): Promise<void> => {
	await connection.runScript(forgetLaunchScript, {arguments: [folder]});
};
