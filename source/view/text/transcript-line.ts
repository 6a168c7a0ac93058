import type {TranscriptEntry} from '../../store/state.js';
import {isFolded, linesOf, linesOfFolded} from '../../store/transcript/entry.js';
import {matchesIn} from '../../store/transcript/search.js';
import {formatTime} from './format-time.js';
import {jsonSpans, type Span, span, withMatches} from './spans.js';

/** To draw a line of a megabyte would take a second; a copy takes it whole. */
const longestDrawn = 2000;
/** Less is the time that an event was on its way. */
const notableClockOffsetMs = 2000;

export type LineOptions = {
	/** The prompt, for entries that do not say their language. */
	readonly label: string;
	readonly unfolded: readonly number[];
	readonly showsTimes: boolean;
	readonly pattern: RegExp | undefined;
};

const languageLabels = {hmp: '(qemu) ', qmp: 'QMP> '} as const;

const isJson = ({kind, text}: TranscriptEntry): boolean => kind === 'reply' && /^\s*[[{]/.test(text);

const clockSpans = ({atMs, hostMs, host}: TranscriptEntry): readonly Span[] =>
	hostMs === undefined || Math.abs(hostMs - atMs) < notableClockOffsetMs
		? []
		: [span(` (${formatTime(hostMs)} by the clock of ${host ?? 'its host'})`, 'dim')];

const timeSpan = ({atMs}: TranscriptEntry): Span => span(`${formatTime(atMs)} `, 'dim');

const headSpans = (entry: TranscriptEntry, {label, showsTimes}: LineOptions): readonly Span[] => {
	const {kind, language, isEngine = false} = entry;
	const time = showsTimes || kind === 'event' ? [timeSpan(entry)] : [];
	switch (kind) {
		case 'command':
			return [
				...time,
				isEngine
					? span('vmferry> ', 'engine')
					: span(language === undefined ? label : languageLabels[language], 'strong'),
			];
		case 'event':
			return [...time, span('◆ ', 'event')];
		case 'error':
			return [...time, span('✗ ', 'bad')];
		default:
			return time;
	}
};

const contentSpans = (entry: TranscriptEntry, text: string): readonly Span[] => {
	switch (entry.kind) {
		case 'command':
			return [span(text, entry.isEngine ? 'engine' : 'strong')];
		case 'error':
			return [span(text, 'bad')];
		case 'notice':
			return [span(text, 'dim')];
		case 'event': {
			const end = text.indexOf(' ');
			return end < 0
				? [span(text, 'event'), ...clockSpans(entry)]
				: [span(text.slice(0, end), 'event'), ...jsonSpans(text.slice(end)), ...clockSpans(entry)];
		}

		default:
			return isJson(entry) ? jsonSpans(text) : [span(text)];
	}
};

/** One line of an entry, before it is broken to a width. */
export const lineSpans = (entry: TranscriptEntry, line: number, options: LineOptions): readonly Span[] => {
	const lines = linesOf(entry);
	if (isFolded(entry, options.unfolded) && line >= linesOfFolded) {
		return [span(`⋯ ${lines.length - linesOfFolded} more of ${lines.length} lines; Ctrl+O shows them`, 'warn')];
	}

	const text = lines[line] ?? '';
	const drawn =
		text.length <= longestDrawn
			? text
			: `${text.slice(0, longestDrawn)}… ${text.length - longestDrawn} characters more in this line`;
	const spans = contentSpans(entry, drawn);
	const {pattern} = options;
	return [
		...(line === 0 ? headSpans(entry, options) : []),
		...(pattern === undefined ? spans : withMatches(spans, matchesIn(drawn, pattern))),
	];
};
