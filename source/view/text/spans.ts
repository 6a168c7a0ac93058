import type {Tone} from '../../store/selectors/line.js';
import {hardWrap} from './wrap.js';

/** What a part of a conversation is; the theme gives each its look. */
export type SpanTone = Tone | 'key' | 'string' | 'number' | 'event' | 'engine' | 'match';

/** A part of one line. */
export type Span = {readonly text: string; readonly tone: SpanTone};

export const span = (text: string, tone: SpanTone = 'plain'): Span => ({text, tone});

const jsonToken = /"(?:[^"\\]|\\.)*"(?=(\s*:)?)|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\b(?:true|false|null)\b/g;

/** One line of JSON, of which the others need not be known. */
export const jsonSpans = (text: string): readonly Span[] => {
	const spans: Span[] = [];
	let end = 0;
	for (const match of text.matchAll(jsonToken)) {
		const [token, colon] = match;
		const tone = token.startsWith('"') ? (colon === undefined ? 'string' : 'key') : 'number';
		spans.push(span(text.slice(end, match.index)), span(token, tone));
		end = match.index + token.length;
	}

	return [...spans, span(text.slice(end))].filter(part => part.text !== '');
};

const slice = (spans: readonly Span[], from: number, to: number): readonly Span[] => {
	const parts: Span[] = [];
	let start = 0;
	for (const {text, tone} of spans) {
		const part = text.slice(Math.max(0, from - start), Math.max(0, to - start));
		if (part !== '') {
			parts.push({text: part, tone});
		}

		start += text.length;
	}

	return parts;
};

const textOf = (spans: readonly Span[]): string => spans.map(({text}) => text).join('');

/** Breaks a line at `width` columns, whatever stands there. */
export const wrapSpans = (spans: readonly Span[], width: number): ReadonlyArray<readonly Span[]> => {
	let start = 0;
	return hardWrap(textOf(spans), width).map(({length}) => {
		const row = slice(spans, start, start + length);
		start += length;
		return row;
	});
};

/** Gives the ranges, which are in order and apart, the look of a match. */
export const withMatches = (
	spans: readonly Span[],
	ranges: ReadonlyArray<readonly [number, number]>,
): readonly Span[] => {
	const parts: Span[] = [];
	let end = 0;
	for (const [from, to] of ranges) {
		parts.push(...slice(spans, end, from), span(textOf(slice(spans, from, to)), 'match'));
		end = to;
	}

	return ranges.length === 0 ? spans : [...parts, ...slice(spans, end, textOf(spans).length)];
};
