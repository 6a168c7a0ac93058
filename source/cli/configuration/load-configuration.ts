import {readFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {messageOf} from '../../lib/message-of.js';
import {UsageError} from '../usage-error.js';
import type {Configuration} from './configuration.js';
import {readConfiguration} from './read-configuration.js';

/** `$XDG_CONFIG_HOME/vmferry/config.toml`; a relative XDG_CONFIG_HOME does not count (XDG Base Directory Specification). */
export const configurationPath = (environment: NodeJS.ProcessEnv = process.env): string => {
	const base = environment['XDG_CONFIG_HOME'] ?? '';
	return path.join(path.isAbsolute(base) ? base : path.join(os.homedir(), '.config'), 'vmferry', 'config.toml');
};

/** The person's configuration; an empty one where there is no file. vmferry never writes to it. Throws a `UsageError`. */
export const loadConfiguration = (file = configurationPath()): Configuration => {
	let text: string;
	try {
		text = readFileSync(file, 'utf8');
	} catch (error) {
		if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) {
			return {host: {}};
		}

		throw new UsageError(`${file} could not be read: ${messageOf(error)}.`);
	}

	const read = readConfiguration(text, file);
	if (!read.ok) {
		throw new UsageError(read.reason);
	}

	return read.value;
};
