/**
How much harm a typed command can do, for guard rails. The lists hold the commands of QEMU 0.12 to 11.1 (`hmp-commands.hx`,
`qmp-commands.hx`, `qapi/`) that only look, and those that can cost the guest; what is in neither, known or not, is a change.
*/
import type {MonitorLanguage} from '../facts.js';
import {qmpCommandName} from '../qmp/command-name.js';

export type CommandEffect = 'query' | 'change' | 'fatal';

/**
They look and leave everything as it is. Not among them: `i` (reading a port can change a device), `ringbuf_read` (what was read
is gone), `cpu` (it decides what later commands act on), and all that write a file on the host (`memsave`, `screendump`, …).
*/
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
	'xen-event-list',
	'clear',
]);

/** QMP names that look and do not begin with `query-`. */
const qmpQueries = new Set([
	'qmp_capabilities',
	'qom-get',
	'qom-list',
	'qom-list-get',
	'qom-list-properties',
	'qom-list-types',
	'device-list-properties',
	'trace-event-get-state',
	'x-debug-block-dirty-bitmap-sha256',
	'xen-event-list',
]);

/** They end the guest, take its power away, or replace its state by another. Names of both languages. */
const fatal = new Set(['quit', 'q', 'system_powerdown', 'system_reset', 'loadvm', 'snapshot-load']);

/** The name of an HMP line's command. A format follows it directly: `p/x`. */
export const hmpCommandName = (line: string): string => /^\s*([^\s/]*)/.exec(line)?.[1] ?? '';

function classifyHmp(line: string): CommandEffect {
	const name = hmpCommandName(line);
	if (name === '') return 'query';
	if (fatal.has(name)) return 'fatal';
	// Killed a QEMU 7.2 and its guest under TCG.
	if (name === 'calc_dirty_rate' && /\s-\w*b/.test(line)) return 'fatal';
	return hmpQueries.has(name) ? 'query' : 'change';
}

function classifyQmp(line: string): CommandEffect {
	const asked = qmpCommandName(line);
	if (asked === undefined) return 'change';
	const {name, hmpLine, mode} = asked;
	if (name === 'human-monitor-command') return hmpLine === undefined ? 'change' : classifyHmp(hmpLine);
	if (fatal.has(name)) return 'fatal';
	if (name === 'calc-dirty-rate' && mode === 'dirty-bitmap') return 'fatal';
	return qmpQueries.has(name) || /^(?:x-)?(?:debug-)?query-/.test(name) ? 'query' : 'change';
}

/**
`fatal` ends the guest or can; `change` does something; `query` only looks.
@param line An HMP line, or a QMP request as JSON text.
*/
export const classifyCommand = (language: MonitorLanguage, line: string): CommandEffect =>
	language === 'hmp' ? classifyHmp(line) : classifyQmp(line);
