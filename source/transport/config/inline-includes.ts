import {readdir, readFile} from 'node:fs/promises';
import path from 'node:path';

type Place = {
	/** The file that the lines are from. */
	readonly file: string;
	readonly home: string;
	/** Sentences about what was left out are added here. */
	readonly warnings: string[];
	readonly depth?: number;
};

// As in ssh (READCONF_MAX_DEPTH).
const deepestInclude = 16;

/** Files that match the pattern of an Include: `~`, relative to ~/.ssh, wildcards in the last part only. */
const findIncluded = async (pattern: string, {file, home, warnings}: Place): Promise<string[]> => {
	const atHome = pattern.startsWith('~/') ? path.join(home, pattern.slice(2)) : pattern;
	const base = file.startsWith('/etc/ssh/') ? '/etc/ssh' : path.join(home, '.ssh');
	const full = path.resolve(base, atHome);
	const folder = path.dirname(full);
	const name = path.basename(full);
	if (/[*?[\]]/.test(folder)) {
		warnings.push(
			`Include ${pattern} in ${file} was not followed: a wildcard in a folder's name needs the ssh client.`,
		);
		return [];
	}

	if (!/[*?]/.test(name)) {
		return [full];
	}

	const rule = new RegExp(
		`^${name
			.replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
			.replaceAll('*', '.*')
			.replaceAll('?', '.')}$`,
	);
	const names = await readdir(folder).catch((): string[] => []);
	return names
		.filter(candidate => rule.test(candidate) && !candidate.startsWith('.'))
		.sort()
		.map(candidate => path.join(folder, candidate));
};

/** The lines of a configuration with those of its includes in their place, and without Match blocks. */
export const inlineIncludes = async (text: string, place: Place): Promise<string[]> => {
	const lines: string[] = [];
	let block = 'Host *';
	let isInMatch = false;
	for (const line of text.split(/\r?\n/)) {
		const [, keyword = '', value = ''] = /^\s*(\w+)\s*[=\s]\s*(.*?)\s*$/.exec(line) ?? [];
		switch (keyword.toLowerCase()) {
			case 'match': {
				isInMatch = true;
				place.warnings.push(`A block "Match ${value}" in ${place.file} was left out: it needs the ssh client.`);
				break;
			}

			case 'include': {
				if (!isInMatch && (place.depth ?? 0) < deepestInclude) {
					for (const pattern of value.split(/\s+/)) {
						for (const file of await findIncluded(pattern.replaceAll('"', ''), place)) {
							const included = await readFile(file, 'utf8').catch(() => '');
							const deeper = {...place, file, depth: (place.depth ?? 0) + 1};
							if (block !== 'Host *' && /^\s*host\s/im.test(included)) {
								place.warnings.push(
									`Host blocks of ${file} count for every host here: its Include stands inside "${block}".`,
								);
							}

							// The included file's last block ends with the file.
							lines.push(...(await inlineIncludes(included, deeper)), block);
						}
					}
				}

				break;
			}

			case 'host': {
				isInMatch = false;
				block = line.trim();
				lines.push(line);
				break;
			}

			default: {
				if (!isInMatch) {
					lines.push(line);
				}
			}
		}
	}

	return lines;
};
