import fc from 'fast-check';
import stringWidth from 'string-width';
import {describe, expect, test} from 'vitest';
import type {TranscriptEntry} from '../../../source/store/state.js';
import {initialTranscriptView} from '../../../source/store/transcript/view.js';
import {jsonSpans} from '../../../source/view/text/spans.js';
import {type RowOptions, transcriptRows} from '../../../source/view/text/transcript-rows.js';

const entry = (id: number, text: string, more: Partial<TranscriptEntry> = {}): TranscriptEntry => ({
	id,
	kind: 'reply',
	text,
	atMs: 0,
	...more,
});
const rowsOf = (entries: readonly TranscriptEntry[], options: Partial<RowOptions> = {}): readonly string[] =>
	transcriptRows({
		listing: {entries, unfolded: []},
		first: 0,
		view: initialTranscriptView,
		width: 40,
		height: 10,
		label: 'QMP> ',
		hosts: undefined,
		...options,
	}).map(({spans}) => spans.map(({text}) => text).join(''));

test('rows are never wider than the pane nor more than its height, and nothing is lost', () => {
	const text = fc.string({unit: fc.constantFrom('a', ' ', '"', '漢', '한', 'é', ':', '1'), maxLength: 120});
	fc.assert(
		fc.property(fc.array(text, {minLength: 1, maxLength: 8}), fc.integer({min: 2, max: 40}), (texts, width) => {
			const entries = texts.map((content, index) => entry(index + 1, content));
			const all = rowsOf(entries, {width, height: 10_000});
			expect(all.every(row => stringWidth(row) <= width)).toBe(true);
			expect(all.join('')).toBe(texts.join(''));
			expect(rowsOf(entries, {width, height: 7})).toEqual(all.slice(-7));
		}),
	);
});

test('the row of the cursor is in sight, wherever it is', () => {
	const entries = Array.from({length: 50}, (_, id) => entry(id + 1, `line ${id + 1} ${'x'.repeat(id)}`));
	for (let id = 1; id <= 50; id++) {
		const view = {...initialTranscriptView, cursor: {id, line: 0}};
		const rows = rowsOf(entries, {view, width: 20, height: 6});
		expect(rows.length).toBe(6);
		expect(rows.some(row => row.startsWith(`line ${id} `))).toBe(true);
	}
});

test('a long reply is folded and says how long it is', () => {
	const text = Array.from({length: 45}, (_, index) => `row ${index}`).join('\n');
	const folded = rowsOf([entry(1, text)], {height: 50, width: 60});
	expect(folded.length).toBe(11);
	expect(folded.at(-1)).toContain('35 more of 45 lines');
	expect(rowsOf([entry(1, text)], {listing: {entries: [entry(1, text)], unfolded: [1]}, height: 50}).length).toBe(45);
});

test('a line of a megabyte is not drawn whole', () => {
	const rows = rowsOf([entry(1, 'x'.repeat(1_000_000))], {height: 10_000});
	expect(rows.length).toBeLessThan(60);
	expect(rows.at(-1)).toContain('998000 characters more');
});

test("an event tells its host's clock where that differs", () => {
	const atMs = Date.UTC(2026, 10, 23, 12);
	const event = (hostMs: number) => entry(1, 'STOP', {kind: 'event', atMs, hostMs, host: 'beta'});
	expect(rowsOf([event(atMs - 300)], {width: 100})[0]).not.toContain('clock');
	expect(rowsOf([event(atMs + 65_000)], {width: 100})[0]).toMatch(/◆ STOP \(\d\d:01:05 by the clock of beta\)/);
});

describe('two hosts', () => {
	const entries = [entry(1, 'from alpha', {host: 'alpha'}), entry(2, 'from beta', {host: 'beta'})];

	test('are two columns where there is room', () => {
		expect(rowsOf(entries, {width: 61, hosts: ['alpha', 'beta']})).toEqual([
			`from alpha${' '.repeat(20)}│`,
			`${' '.repeat(30)}│from beta`,
		]);
	});

	test('are one list with a mark where there is not', () => {
		expect(rowsOf(entries, {width: 33, hosts: ['alpha', 'beta']})).toEqual(['alpha│from alpha', 'beta │from beta']);
	});
});

test('JSON is told apart line by line, and whatever is none is left alone', () => {
	const tones = (text: string) => jsonSpans(text).map(({text: part, tone}) => [part, tone]);
	expect(tones('  "a\\"b": "c: 1", -2.5e3, true}')).toEqual([
		['  ', 'plain'],
		['"a\\"b"', 'key'],
		[': ', 'plain'],
		['"c: 1"', 'string'],
		[', ', 'plain'],
		['-2.5e3', 'number'],
		[', ', 'plain'],
		['true', 'number'],
		['}', 'plain'],
	]);
	fc.assert(
		fc.property(fc.string(), text => {
			expect(
				jsonSpans(text)
					.map(({text: part}) => part)
					.join(''),
			).toBe(text);
		}),
	);
});
