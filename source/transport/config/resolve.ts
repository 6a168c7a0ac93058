import {execFile} from 'node:child_process';
import os from 'node:os';
import process from 'node:process';
import type {Destination} from '../destination.js';
import {ConnectionError} from '../host-connection.js';
import {parseDashG, type RawSettings} from './raw-settings.js';
import type {SshSettings} from './ssh-settings.js';
import {type LocalSide, toSettings} from './to-settings.js';

export type ConfigOptions = {
	/** As `ssh -F`. */
	readonly configFile?: string | undefined;
	/** As `ssh -o`, each `Key=value`. */
	readonly sshOptions?: readonly string[] | undefined;
	/** Ends the reading. */
	readonly signal?: AbortSignal | undefined;
};

// Match exec commands run inside; a hanging one must not hang the console.
const dashGTimeoutMs = 10_000;

const localSide = (): LocalSide => {
	const {username, homedir, uid} = os.userInfo();
	return {localUser: username, localHost: os.hostname(), home: homedir, uid, environment: process.env};
};

/** Arguments of `ssh -G`. User and port of the destination are flags, and come first of all: ssh takes the first value it gets. */
export const dashGArguments = (destination: Destination, options: ConfigOptions): string[] => [
	'-G',
	// No terminal is wanted: without this ssh would warn about ours.
	'-T',
	...(options.configFile === undefined ? [] : ['-F', options.configFile]),
	...(destination.port === undefined ? [] : ['-p', String(destination.port)]),
	...(destination.user === undefined ? [] : ['-l', destination.user]),
	...(options.sshOptions ?? []).flatMap(option => ['-o', option]),
	'--',
	destination.host,
];

const askSsh = async (destination: Destination, options: ConfigOptions): Promise<RawSettings | undefined> =>
	new Promise((resolve, reject) => {
		execFile(
			'ssh',
			dashGArguments(destination, options),
			{timeout: dashGTimeoutMs, maxBuffer: 4 * 1024 * 1024, signal: options.signal},
			(error, stdout, stderr) => {
				if (!error) {
					resolve(parseDashG(stdout));
				} else if (error.code === 'ENOENT') {
					resolve(undefined);
				} else {
					reject(
						new ConnectionError({
							kind: 'bad-destination',
							host: destination.text,
							message: `ssh does not accept ${destination.text} or its configuration.`,
							remedy: `ssh -G ${destination.host}`,
							raw: stderr.trim() || error.message,
						}),
					);
				}
			},
		);
	});

/**
Resolves one destination by the installed ssh itself, which alone knows Match, Include and its own defaults in full; by our
own reading of the files where no ssh is installed. Rejects with a `bad-destination` error.
*/
export const resolveSettings = async (destination: Destination, options: ConfigOptions): Promise<SshSettings> => {
	const local = localSide();
	const raw = await askSsh(destination, options);
	if (raw) {
		return toSettings(destination.host, raw, local);
	}

	const {readConfigWithoutSsh} = await import('./without-ssh.js');
	const {raw: read, warnings} = await readConfigWithoutSsh(destination, options, local);
	const settings = toSettings(destination.host, read, local);
	return {...settings, warnings: [...warnings, ...settings.warnings]};
};
