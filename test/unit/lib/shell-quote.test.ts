import {execFileSync} from 'node:child_process';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {shellJoin, shellQuote} from '../../../source/lib/shell-quote.js';

describe('shellQuote', () => {
	test('keeps plain text readable and escapes the single quote', () => {
		expect(shellQuote('plain')).toBe("'plain'");
		expect(shellQuote("it's")).toBe(String.raw`'it'\''s'`);
		expect(shellQuote('')).toBe("''");
	});

	test('refuses NUL', () => {
		expect(() => shellQuote('a\0b')).toThrow(RangeError);
	});

	test('sh reads back what was quoted, whatever it was', () => {
		const word = fc
			.string({
				unit: fc.oneof(
					fc.constantFrom(...`'"\\$\`!*?~#&|;<>(){}[]\n\t -=`),
					fc.string({unit: 'binary', minLength: 1, maxLength: 1}),
				),
			})
			.filter(text => !text.includes('\0'));
		fc.assert(
			fc.property(fc.array(word, {minLength: 1, maxLength: 200}), words => {
				const output = execFileSync('/bin/sh', [], {input: Buffer.from(`printf '%s\\0' ${shellJoin(words)}`)});
				expect(output.equals(Buffer.from(words.map(one => `${one}\0`).join('')))).toBe(true);
			}),
			{numRuns: 30},
		);
	});
});
