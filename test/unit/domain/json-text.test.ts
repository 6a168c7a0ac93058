import fc from 'fast-check';
import {expect, test} from 'vitest';
import {placeOf, scanJson} from '../../../source/domain/json-text/scan-json.js';
import {depthAt, readRequest} from '../../../source/domain/json-text/typed-request.js';

test.each([
	['{"execute": "stop"}', {kind: 'whole'}],
	['{}', {kind: 'whole'}],
	[' {"a": [1, -0.5e3, true, null, "\\u00e9\\n"], "b": {"c": {}}} ', {kind: 'whole'}],
	['{', {kind: 'open', depth: 1}],
	['{"execute":', {kind: 'open', depth: 1}],
	['{"a": {"b": [1,', {kind: 'open', depth: 3}],
	['{"a": 1', {kind: 'open', depth: 1}],
	['{"a": "stop', {kind: 'broken', at: 11, why: 'the string has no closing quote'}],
	['{"a" 1}', {kind: 'broken', at: 5, why: 'a colon comes here'}],
	['{a: 1}', {kind: 'broken', at: 1, why: 'text stands in double quotes'}],
	['{"a": stop}', {kind: 'broken', at: 6, why: 'text stands in double quotes'}],
	['{"a": 01}', {kind: 'broken', at: 6, why: 'this is no number'}],
	['{"a": 1,}', {kind: 'broken', at: 8, why: 'a name in double quotes comes here'}],
	['{"a": [1,]}', {kind: 'broken', at: 9, why: 'a value comes here'}],
	['{"a": 1]', {kind: 'broken', at: 7, why: 'a comma or the closing bracket comes here'}],
	['{"a": "x\ny"}', {kind: 'broken', at: 8, why: 'a string has to end on its line'}],
	['{"a": "\\x"}', {kind: 'broken', at: 7, why: 'no such escape exists in a string'}],
	['{"a": 1}{"b": 2}', {kind: 'broken', at: 8, why: 'the request has ended before this'}],
] as const)('%j', (text, expected) => {
	expect(readRequest('qmp', text)).toEqual(expected);
	expect(readRequest('hmp', text)).toEqual({kind: 'whole'});
});

test('what JSON.parse takes is whole, cut anywhere it is never broken but in a string', () => {
	fc.assert(
		fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(0, 2), fc.nat(), (value, indent, cut) => {
			const text = JSON.stringify(value, undefined, indent);
			expect(scanJson(text)).toMatchObject({isWhole: true, mistake: undefined});
			expect(scanJson(text.slice(0, cut % text.length)).mistake).toBeUndefined();
		}),
	);
});

test('whole means that JSON.parse takes it, a mistake that it does not', () => {
	const soup = fc.array(fc.constantFrom('{', '}', '[', ']', ',', ':', '"a"', '1', 'true', ' ', '\n', '"', '\\', 'x'), {
		maxLength: 12,
	});
	fc.assert(
		fc.property(soup, parts => {
			const text = `{${parts.join('')}`;
			const {isWhole, mistake} = scanJson(text);
			let parses = true;
			try {
				JSON.parse(text);
			} catch {
				parses = false;
			}

			expect(isWhole).toBe(parses);
			expect(parses && mistake !== undefined).toBe(false);
		}),
		{numRuns: 2000},
	);
});

test('a place in lines and columns, and the depth of a new line', () => {
	expect(placeOf('{\n  "a" 1', 8)).toBe('line 2, column 7');
	expect(depthAt('{"a": {', 7)).toBe(2);
	expect(depthAt('{}', 1)).toBe(0);
});
