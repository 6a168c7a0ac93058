/** How much harm a typed command can do, for guard rails. What is not known is taken for a change. */
import type {MonitorLanguage} from '../facts.js';

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

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function parse(line: string): Record<string, unknown> {
	try {
		const value: unknown = JSON.parse(line);
		return isRecord(value) ? value : {};
	} catch {
		return {};
	}
}

function classifyQmp(line: string): CommandEffect {
	const request = parse(line);
	const name = request['execute'] ?? request['exec-oob'];
	const parameters = isRecord(request['arguments']) ? request['arguments'] : {};
	if (typeof name !== 'string') return 'change';
	if (name === 'human-monitor-command') {
		const inner = parameters['command-line'];
		return typeof inner === 'string' ? classifyHmp(inner) : 'change';
	}

	if (fatal.has(name)) return 'fatal';
	if (name === 'calc-dirty-rate' && parameters['mode'] === 'dirty-bitmap') return 'fatal';
	const isQuery = /^(?:x-)?(?:query|debug-query)-|^qom-(?:get$|list)|^device-list-properties$|^qmp_capabilities$/.test(
		name,
	);
	return isQuery ? 'query' : 'change';
}

/**
`fatal` ends the guest or can; `change` does something; `query` only looks.
@param line An HMP line, or a QMP request as JSON text.
*/
export const classifyCommand = (language: MonitorLanguage, line: string): CommandEffect =>
	language === 'hmp' ? classifyHmp(line) : classifyQmp(line);
