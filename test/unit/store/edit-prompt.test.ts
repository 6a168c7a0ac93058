import fc from 'fast-check';
import {expect, test} from 'vitest';
import {editPrompt} from '../../../source/store/edit-prompt.js';
import {emptyPrompt, type PromptState} from '../../../source/store/prompt.js';
import type {PromptEdit} from '../../../source/store/ui-action.js';

const edits = [
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
	'previous-history',
	'next-history',
	'accept-line',
] as const;

/** `|` marks the cursor. */
const at = (marked: string): PromptState => ({
	...emptyPrompt,
	text: marked.replace('|', ''),
	cursor: marked.indexOf('|'),
});
const shown = ({text, cursor}: PromptState): string => `${text.slice(0, cursor)}|${text.slice(cursor)}`;
const type = (prompt: PromptState, text: string): PromptState => editPrompt(prompt, {edit: 'insert', text});

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
	['info migrate|', 'backward-word', 'info |migrate'],
	['|info migrate', 'forward-word', 'info| migrate'],
	['info| migrate', 'end-of-line', 'info migrate|'],
	['info mig|', 'beginning-of-line', '|info mig'],
] as const)('%j, %s: %j', (before, edit, after) => {
	expect(shown(editPrompt(at(before), {edit}))).toBe(after);
});

test('typing goes in at the cursor', () => {
	expect(shown(type(at('in|status'), 'fo '))).toBe('info |status');
});

test('the history is walked and left again, without repetitions and empty lines', () => {
	let prompt = emptyPrompt;
	for (const line of ['info status', 'info status', '  ', 'info migrate']) {
		prompt = editPrompt(type(prompt, line), {edit: 'accept-line'});
	}

	expect(prompt.history).toEqual(['info status', 'info migrate']);
	const back = editPrompt(editPrompt(prompt, {edit: 'previous-history'}), {edit: 'previous-history'});
	expect(shown(back)).toBe('info status|');
	expect(editPrompt(back, {edit: 'previous-history'})).toBe(back);
	const forward = editPrompt(editPrompt(back, {edit: 'next-history'}), {edit: 'next-history'});
	expect(forward).toMatchObject({text: '', cursor: 0, historyIndex: undefined});
	expect(editPrompt(forward, {edit: 'next-history'})).toBe(forward);
});

test('no edits leave the cursor outside the line or between the halves of a character', () => {
	const edit = fc.oneof(
		fc.record({edit: fc.constant('insert' as const), text: fc.string({unit: 'grapheme'})}),
		fc.constantFrom(...edits).map((name): PromptEdit => ({edit: name})),
	);
	fc.assert(
		fc.property(fc.array(edit, {maxLength: 30}), list => {
			const {text, cursor} = list.reduce(editPrompt, emptyPrompt);
			expect(cursor).toBeGreaterThanOrEqual(0);
			expect(cursor).toBeLessThanOrEqual(text.length);
			expect(/^[\uDC00-\uDFFF]/.test(text.slice(cursor))).toBe(false);
		}),
	);
});

test('a line does not grow without end', () => {
	expect(type(type(emptyPrompt, 'x'.repeat(16_000)), 'y'.repeat(16_000)).text.length).toBe(16_384);
});
