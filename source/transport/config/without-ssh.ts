import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {messageOf} from '../../lib/message-of.js';
import type {Destination} from '../destination.js';
import {ConnectionError} from '../host-connection.js';
import {inlineIncludes} from './inline-includes.js';
import type {RawSettings} from './raw-settings.js';
import type {ConfigOptions} from './resolve.js';
import type {LocalSide} from './to-settings.js';

const systemConfigFile = '/etc/ssh/ssh_config';

/** Keywords of which every value counts, not only the first. */
const repeatable = new Set(['identityfile', 'certificatefile']);

type Options = {readonly configFiles: readonly string[]; readonly home: string};

const readConfigText = async ({configFiles, home}: Options, warnings: string[], isRequired: boolean) => {
	const texts: string[] = [];
	for (const file of configFiles) {
		try {
			// Each file begins outside of any Host block.
			texts.push('Host *', ...(await inlineIncludes(await readFile(file, 'utf8'), {file, home, warnings})));
		} catch (error) {
			if (isRequired) {
				throw error;
			}
		}
	}

	return texts.join('\n');
};

const overrides = (destination: Destination, options: ConfigOptions): Map<string, string[]> => {
	const raw = new Map<string, string[]>();
	const add = (keyword: string, value: string) => {
		if (!raw.has(keyword)) {
			raw.set(keyword, [value]);
		} else if (repeatable.has(keyword)) {
			raw.get(keyword)?.push(value);
		}
	};

	for (const option of options.sshOptions ?? []) {
		const match = /^\s*(\w+)\s*[=\s]\s*(.*)$/.exec(option);
		if (match) {
			add(match[1]?.toLowerCase() ?? '', match[2] ?? '');
		}
	}

	if (destination.user !== undefined) {
		raw.set('user', [destination.user]);
	}

	if (destination.port !== undefined) {
		raw.set('port', [String(destination.port)]);
	}

	return raw;
};

/** Reads the configuration where no ssh client is installed: Host blocks and Include, not Match. */
export const readConfigWithoutSsh = async (
	destination: Destination,
	options: ConfigOptions,
	local: LocalSide,
): Promise<{raw: RawSettings; warnings: readonly string[]}> => {
	const warnings: string[] = [];
	const given = options.configFile;
	const configFiles = given === undefined ? [path.join(local.home, '.ssh/config'), systemConfigFile] : [given];
	const {default: SshConfig} = await import('ssh-config');
	const raw = overrides(destination, options);
	try {
		const text =
			given === 'none' ? '' : await readConfigText({configFiles, home: local.home}, warnings, given !== undefined);
		const computed = SshConfig.parse(text).compute(destination.host, {ignoreCase: true, matchExec: false});
		for (const [keyword, value] of Object.entries(computed)) {
			const key = keyword.toLowerCase();
			const values = typeof value === 'string' ? [value] : [...value];
			if (!raw.has(key)) {
				raw.set(key, repeatable.has(key) ? values : [values.join(' ')]);
			} else if (repeatable.has(key)) {
				raw.get(key)?.push(...values);
			}
		}
	} catch (error) {
		throw new ConnectionError({
			kind: 'bad-destination',
			host: destination.text,
			message: `The ssh configuration for ${destination.text} could not be read.`,
			remedy: `Look at ${configFiles.join(' and ')}, or install the OpenSSH client.`,
			raw: messageOf(error),
		});
	}

	const hostName = raw.get('hostname')?.[0];
	if (hostName !== undefined) {
		raw.set('hostname', [hostName.replaceAll('%h', destination.host).replaceAll('%%', '%')]);
	}

	return {raw, warnings};
};
