import {parse, TomlError} from 'smol-toml';
import * as v from 'valibot';
import {fail, ok, type Result} from '../../lib/result.js';
import {type Configuration, configurationSchema} from './configuration.js';

const has = (value: unknown, path: readonly string[]): boolean => {
	const [key, ...rest] = path;
	if (key === undefined) {
		return true;
	}

	return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
		? has(Object.entries(value).find(([name]) => name === key)?.[1], rest)
		: false;
};

const parses = (text: string): unknown => {
	try {
		return parse(text);
	} catch {
		return undefined;
	}
};

/** The parser keeps no places of values: the line of one is the last of the first lines that hold it. */
const lineOf = (text: string, path: readonly string[]): number => {
	const lines = text.split('\n');
	const count = lines.findIndex((_, index) => has(parses(lines.slice(0, index + 1).join('\n')), path));
	return count + 1;
};

const quoted = (text: string): string => JSON.stringify(text);

/** What is wrong, as the end of a sentence that begins with the place. */
const complaint = (issue: v.BaseIssue<unknown>, path: readonly string[]): string => {
	const key = path.at(-1) ?? '';
	if (issue.type === 'strict_object' && issue.expected === 'never') {
		return path.length === 1
			? `there is no section ${quoted(key)}; sections are called [host.NAME]`
			: `a host has no setting ${quoted(key)}`;
	}

	return issue.type === 'picklist'
		? `${key} = ${issue.received} is not possible; it may be ${issue.expected?.replaceAll(/[()]/g, '').replaceAll(' | ', ' or ')}`
		: `${key} is ${issue.received}, where ${issue.expected ?? 'something else'} is needed`;
};

/** Reads the text of a configuration file. A failure is a sentence with file and line. */
export const readConfiguration = (text: string, file: string): Result<Configuration, string> => {
	let raw: unknown;
	try {
		raw = parse(text);
	} catch (error) {
		if (!(error instanceof TomlError)) {
			throw error;
		}

		const reason = error.message.split('\n')[0]?.replace(/^Invalid TOML document: /, '');
		return fail(`${file}:${error.line}: this is no TOML: ${reason}.`);
	}

	const read = v.safeParse(configurationSchema, raw);
	if (read.success) {
		return ok(read.output);
	}

	const [issue] = read.issues;
	const path = (issue.path ?? []).map(({key}) => String(key));
	return fail(`${file}:${lineOf(text, path)}: ${complaint(issue, path)}.`);
};
