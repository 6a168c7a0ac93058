import fc from 'fast-check';
import {expect, test} from 'vitest';
import {sanitize} from '../../../source/lib/sanitize.js';

test.each([
	['plain text', 'plain text'],
	['grün 日本 🚀', 'grün 日本 🚀'],
	['\u001B[31mred\u001B[0m', 'red'],
	['\u001B]0;title\u0007x', 'x'],
	['\u001B]8;;http://a\u001B\\link', 'link'],
	['\u001B]never ended', ''],
	['\u009B31mred', 'red'],
	['\u009D0;t\u009Cx', 'x'],
	['\u001BPq#0\u001B\\x', 'x'],
	['\u001B(Bx', 'x'],
	['\u001B[12', '␛[12'],
	['\u001B', '␛'],
	// Taking the inner sequence out must not leave a live outer one.
	['\u001B[\u001B[31m1mX', '␛[1mX'],
	['a\u0000b\u0008c\u007F', 'a␀b␈c␡'],
	['a\tb\r\nc\rd', 'a b c␍d'],
	['abc\u202Edcb\u200B', 'abc·dcb·'],
	['\uD800x', '\uFFFDx'],
	['\u0085', '\uFFFD'],
])('%j is drawn as %j', (text, drawn) => {
	expect(sanitize(text)).toBe(drawn);
});

test('lines are kept only when asked for', () => {
	expect(sanitize('a\r\nb\nc', {keepNewlines: true})).toBe('a\nb\nc');
	expect(sanitize('a\r\nb\nc')).toBe('a b c');
});

test('a long text is cut at whole characters', () => {
	expect(sanitize('🚀🚀🚀', {maxLength: 2})).toBe('🚀…');
	expect(sanitize('ab', {maxLength: 2})).toBe('ab');
	expect(sanitize('ab', {maxLength: 0})).toBe('');
});

const unsafe = (text: string) =>
	[...text].some(character => {
		const code = character.codePointAt(0) ?? 0;
		return (code < 0x20 && code !== 0x0a) || (code >= 0x7f && code < 0xa0) || (code >= 0xd800 && code < 0xe000);
	});

test('no text leaves a control character, and a second pass changes nothing', () => {
	const character = fc.oneof(
		fc.constantFrom('\u001B', '[', ']', '\u0007', '\\', '\u009B', '\u009D', '\u009C', 'm', '3', ' ', '\r', '\n'),
		fc.string({unit: 'binary', maxLength: 2}),
	);
	fc.assert(
		fc.property(fc.array(character, {maxLength: 60}), parts => {
			const drawn = sanitize(parts.join(''), {keepNewlines: true});
			expect(unsafe(drawn)).toBe(false);
			expect(sanitize(drawn, {keepNewlines: true})).toBe(drawn);
		}),
		{numRuns: 2000},
	);
});

test('a megabyte of half-open sequences takes one pass', () => {
	for (const piece of ['\u001B]', '\u001B[0;', '\u001B[', '\u009B1', '\u001B ']) {
		expect(sanitize(piece.repeat(500_000), {maxLength: 10}).length).toBeLessThanOrEqual(10);
	}
});
