import fc from 'fast-check';
import {expect, test} from 'vitest';
import {editPrompt} from '../../../source/store/prompt/edit-prompt.js';
import type {PromptEdit, PromptEditName} from '../../../source/store/prompt/prompt-edit.js';
import {emptyPrompt, type PromptState} from '../../../source/store/prompt/prompt-state.js';

const edits: readonly PromptEditName[] = [
	'backward-char',
	'forward-char',
	'beginning-of-line',
	'end-of-line',
	'backward-word',
	'forward-word',
	'backward-delete-char',
	'delete-char',
	'kill-line',
	'unix-line-discard',
	'unix-word-rubout',
	'kill-word',
	'backward-kill-word',
	'yank',
	'yank-pop',
	'transpose-chars',
	'transpose-words',
	'upcase-word',
	'downcase-word',
	'capitalize-word',
	'undo',
	'previous-history',
	'next-history',
	'reverse-search-history',
	'forward-search-history',
	'end-search',
	'abort',
	'accept-line',
];

/** `|` marks the cursor. */
const at = (marked: string): PromptState => ({
	...emptyPrompt,
	text: marked.replace('|', ''),
	cursor: marked.indexOf('|'),
});
const shown = ({text, cursor}: PromptState): string => `${text.slice(0, cursor)}|${text.slice(cursor)}`;

/** Edits by name; text in quotes is typed letter by letter. */
const after = (start: PromptState, history: readonly string[], ...steps: readonly string[]): PromptState =>
	steps
		.flatMap((step): readonly PromptEdit[] =>
			step.startsWith('"')
				? [...step.slice(1, -1)].map(text => ({edit: 'insert', text}))
				: [{edit: step as PromptEditName}],
		)
		.reduce((prompt, edit) => editPrompt(prompt, edit, history), start);

test.each([
	['info |', 'backward-char', 'info| '],
	['|info', 'backward-char', '|info'],
	['a|👩‍👩‍👧b', 'forward-char', 'a👩‍👩‍👧|b'],
	['a👩‍👩‍👧|b', 'backward-delete-char', 'a|b'],
	['a|é́b', 'delete-char', 'a|b'],
	['migrate_set_speed 1g|', 'unix-word-rubout', 'migrate_set_speed |'],
	['migrate  |', 'unix-word-rubout', '|'],
	['info mig|rate', 'kill-line', 'info mig|'],
	['info mig|rate', 'unix-line-discard', '|rate'],
	['{|\n}', 'kill-line', '{|}'],
	['{\n  "a|"\n}', 'unix-line-discard', '{\n|"\n}'],
	['{\n  "a|"\n}', 'beginning-of-line', '{\n|  "a"\n}'],
	['{\n  "a|"\n}', 'end-of-line', '{\n  "a"|\n}'],
	['{\n  "a"|\n}', 'previous-history', '{|\n  "a"\n}'],
	['{|\n  "a"\n}', 'next-history', '{\n | "a"\n}'],
	['info migrate|', 'backward-word', 'info |migrate'],
	['|info migrate', 'forward-word', 'info| migrate'],
	['|{"execute": "stop"}', 'forward-word', '{"execute|": "stop"}'],
	['数据 naïve|', 'backward-word', '数据 |naïve'],
	['info| migrate', 'end-of-line', 'info migrate|'],
	['info mig|', 'beginning-of-line', '|info mig'],
	['info |mig-rate x', 'kill-word', 'info |-rate x'],
	['info mig-rate|', 'backward-kill-word', 'info mig-|'],
	['inof|', 'transpose-chars', 'info|'],
	['|ab', 'transpose-chars', '|ab'],
	['a|b', 'transpose-chars', 'ba|'],
	['a\n|b', 'transpose-chars', 'a\n|b'],
	['status |info', 'transpose-words', 'info status|'],
	['status info|', 'transpose-words', 'info status|'],
	['status|', 'transpose-words', 'status|'],
	['|info', 'upcase-word', 'INFO|'],
	['IN|FO x', 'downcase-word', 'INfo| x'],
	['| iNFO', 'capitalize-word', ' Info|'],
] as const)('%j, %s: %j', (before, edit, expected) => {
	expect(shown(editPrompt(at(before), {edit}, []))).toBe(expected);
});

const history = ['info status', 'migrate -d tcp:beta:4449', 'info migrate', 'info block'];

test.each([
	['kills in a row are one entry', ['unix-word-rubout', 'unix-word-rubout', 'yank'], 'one two three|'],
	[
		'a kill before and behind',
		['backward-word', 'unix-word-rubout', 'kill-line', 'end-of-line', 'yank'],
		'one two three|',
	],
	[
		'M-y goes back in the ring',
		['unix-word-rubout', 'end-of-line', 'unix-word-rubout', 'yank', 'yank-pop'],
		'one three|',
	],
	[
		'and around it',
		['unix-word-rubout', 'end-of-line', 'unix-word-rubout', 'yank', 'yank-pop', 'yank-pop'],
		'one two |',
	],
	['M-y only right after a yank', ['unix-word-rubout', 'yank', 'backward-char', 'yank-pop'], 'one two thre|e'],
	['letters of a word are undone together', ['" abc"', 'undo'], 'one two three |'],
	['all of it is undone', ['" abc"', 'kill-line', 'unix-line-discard', 'undo', 'undo', 'undo'], 'one two three|'],
])('%s', (_what, steps, expected) => {
	expect(shown(after(at('one two three|'), [], ...steps))).toBe(expected);
});

test.each([
	['back and the new line again', ['previous-history', 'previous-history', 'next-history', 'next-history'], '|'],
	['up', ['previous-history', 'previous-history'], 'info migrate|'],
	['only lines that begin with the draft', ['"mi"', 'previous-history'], 'migrate -d tcp:beta:4449|'],
	['nothing before it', ['"mi"', 'previous-history', 'previous-history'], 'migrate -d tcp:beta:4449|'],
	[
		'the draft comes back',
		['"info "', 'previous-history', 'previous-history', 'next-history', 'next-history'],
		'info |',
	],
	['a changed line is the new draft', ['previous-history', '" -n"', 'next-history'], 'info block -n|'],
	['search', ['reverse-search-history', '"mi"'], 'info |migrate'],
	['search on', ['reverse-search-history', '"mi"', 'reverse-search-history'], '|migrate -d tcp:beta:4449'],
	[
		'search and back',
		['reverse-search-history', '"mi"', 'reverse-search-history', 'forward-search-history'],
		'info |migrate',
	],
	[
		'a longer query stays where it fits',
		['reverse-search-history', '"info"', 'reverse-search-history', '" m"'],
		'|info migrate',
	],
	[
		'a shorter one begins anew',
		['reverse-search-history', '"st"', 'backward-delete-char', 'backward-delete-char', '"b"'],
		'info |block',
	],
	['nothing found keeps the last', ['reverse-search-history', '"mix"'], 'info |migrate'],
	['given up', ['"dra"', 'reverse-search-history', '"mi"', 'abort'], 'dra|'],
	['another key ends it', ['reverse-search-history', '"mi"', 'end-of-line', '"!"'], 'info migrate!|'],
	['taken', ['reverse-search-history', '"mi"', 'end-search', '"x"'], 'info x|migrate'],
])('history: %s', (_what, steps, expected) => {
	expect(shown(after(emptyPrompt, history, ...steps))).toBe(expected);
});

test('a line without a history has no search', () => {
	for (const edit of [
		'reverse-search-history',
		'forward-search-history',
		'previous-history',
		'next-history',
	] as const) {
		expect(editPrompt(at('vm0|'), {edit})).toEqual(at('vm0|'));
	}
});

test('a mistake is shown at its place, loses nothing, and goes with the next edit', () => {
	const wrong = editPrompt(at('{"a" 1}|'), {edit: 'show-mistake', at: 5, why: 'a colon comes here'});
	expect(wrong).toMatchObject({text: '{"a" 1}', cursor: 5, mistake: {at: 5}});
	expect(editPrompt(wrong, {edit: 'insert', text: ':'})).toMatchObject({text: '{"a" :1}', mistake: undefined});
});

const anyEdit = fc.oneof(
	fc.record({edit: fc.constant('insert' as const), text: fc.string({unit: 'grapheme', maxLength: 8})}),
	fc.record({edit: fc.constant('insert' as const), text: fc.constantFrom(' ', '\n', 'a')}),
	fc.constantFrom(...edits).map((name): PromptEdit => ({edit: name})),
);

test('no edits leave the cursor outside the line or between the halves of a character', () => {
	fc.assert(
		fc.property(fc.array(anyEdit, {maxLength: 40}), list => {
			const {text, cursor} = list.reduce((prompt, edit) => editPrompt(prompt, edit, history), emptyPrompt);
			expect(cursor).toBeGreaterThanOrEqual(0);
			expect(cursor).toBeLessThanOrEqual(text.length);
			expect(/^[\uDC00-\uDFFF]/.test(text.slice(cursor))).toBe(false);
		}),
	);
});

test('enough undos bring back what was there before', () => {
	const textEdits = anyEdit.filter(({edit}) => !/history|search|accept|abort|undo/.test(edit));
	fc.assert(
		fc.property(fc.string({unit: 'grapheme'}), fc.array(textEdits, {maxLength: 30}), (text, list) => {
			let prompt: PromptState = {...emptyPrompt, text, cursor: text.length};
			prompt = list.reduce((each, edit) => editPrompt(each, edit, []), prompt);
			while (prompt.undo.length > 0) {
				prompt = editPrompt(prompt, {edit: 'undo'}, []);
			}

			expect(prompt.text).toBe(text);
		}),
	);
});

test('a line does not grow without end', () => {
	const long = after(emptyPrompt, []);
	const twice = ['x', 'y'].reduce(
		(prompt, letter) => editPrompt(prompt, {edit: 'insert', text: letter.repeat(16_000)}),
		long,
	);
	expect(twice.text.length).toBe(16_384);
});
