/** How much harm a typed command can do, for guard rails. What is not known is taken for a change. */
import * as v from 'valibot';
import type {MonitorLanguage} from '../facts.js';
import {part, read, text} from '../qmp/parsers/tolerant.js';

export type CommandEffect = 'query' | 'change' | 'fatal';

const hmpQueries = new Set([
	'info',
	'help',
	'?',
	'print',
	'p',
	'x',
	'xp',
	'gpa2hva',
	'gpa2hpa',
	'gva2gpa',
	'sum',
	'qom-list',
	'qom-get',
]);
/** They end the guest, or take its power away. */
const fatal = new Set(['quit', 'q', 'system_powerdown', 'system_reset']);

function classifyHmp(line: string): CommandEffect {
	// A format follows the name directly: `p/x`.
	const name = /^\s*([^\s/]*)/.exec(line)?.[1] ?? '';
	if (name === '') return 'query';
	if (fatal.has(name)) return 'fatal';
	// Killed a QEMU 7.2 and its guest under TCG.
	if (name === 'calc_dirty_rate' && /\s-\w*b/.test(line)) return 'fatal';
	return hmpQueries.has(name) ? 'query' : 'change';
}

const request = v.looseObject({
	execute: text,
	'exec-oob': text,
	arguments: part({'command-line': text, mode: text}),
});

function parse(line: string): unknown {
	try {
		return JSON.parse(line);
	} catch {
		return undefined;
	}
}

const isQmpQuery = (name: string) =>
	/^(?:x-)?(?:query|debug-query)-|^qom-(?:get$|list)|^device-list-properties$|^qmp_capabilities$/.test(name);

function classifyQmp(line: string): CommandEffect {
	const asked = read(parse(line), request);
	const name = asked?.execute ?? asked?.['exec-oob'];
	if (name === undefined) return 'change';
	if (name === 'human-monitor-command') {
		const inner = asked?.arguments?.['command-line'];
		return inner === undefined ? 'change' : classifyHmp(inner);
	}

	if (fatal.has(name)) return 'fatal';
	if (name === 'calc-dirty-rate' && asked?.arguments?.mode === 'dirty-bitmap') return 'fatal';
	return isQmpQuery(name) ? 'query' : 'change';
}

/**
`fatal` ends the guest or can; `change` does something; `query` only looks.
@param line An HMP line, or a QMP request as JSON text.
*/
export const classifyCommand = (language: MonitorLanguage, line: string): CommandEffect =>
	language === 'hmp' ? classifyHmp(line) : classifyQmp(line);
