import {expect, test} from 'vitest';
import {createKeyDecoder} from '../../../source/view/input/decode-keys.js';

const esc = '\u001b';
const names = (...chunks: readonly string[]): readonly string[] => {
	const decoder = createKeyDecoder();
	return chunks.flatMap(chunk => decoder.push(chunk)).map(({name}) => name);
};

test.each<[string, readonly string[]]>([
	['m', ['m']],
	['M', ['M']],
	[' ', ['space']],
	['é数👍', ['é', '数', '👍']],
	['info\r', ['i', 'n', 'f', 'o', 'return']],
	['a\r\nb\n\n', ['a', 'return', 'b', 'return', 'return']],
	['\t', ['tab']],
	['\u007f\u0008', ['backspace', 'backspace']],
	['\u0003\u0001', ['ctrl+c', 'ctrl+a']],
	[`${esc}[A${esc}OB`, ['up', 'down']],
	[`${esc}[1;5D${esc}[1;2B${esc}[1;3C`, ['ctrl+left', 'shift+down', 'alt+right']],
	[`${esc}[Z`, ['shift+tab']],
	[`${esc}[5~${esc}[6~${esc}[3~${esc}[3;5~`, ['pageup', 'pagedown', 'delete', 'ctrl+delete']],
	[`${esc}[H${esc}[F${esc}[1~${esc}[4~${esc}OH`, ['home', 'end', 'home', 'end', 'home']],
	[`${esc}OQ${esc}[12~${esc}[[B`, ['f2', 'f2', 'f2']],
	[`${esc}b${esc}f`, ['alt+b', 'alt+f']],
	[`${esc}${esc}[A`, ['escape', 'up']],
	[`${esc}[<0;10;5M${esc}[I${esc}[24;80R${esc}[?62c`, []],
	[`q${esc}OQy`, ['q', 'f2', 'y']],
])('%j', (bytes, expected) => {
	expect(names(bytes)).toEqual(expected);
	// A slow link may cut anywhere.
	expect(names(...bytes.split(/(?=[\s\S])(?![\uDC00-\uDFFF])/))).toEqual(expected);
});

test('a lone Esc is a key when nothing follows', () => {
	const decoder = createKeyDecoder();
	expect(decoder.push(esc)).toEqual([]);
	expect(decoder.isWaiting()).toBe(true);
	expect(decoder.flush().map(({name}) => name)).toEqual(['escape']);
	expect(decoder.isWaiting()).toBe(false);
	expect(decoder.push('q').map(({name}) => name)).toEqual(['q']);
});

test('a paste is one event, whatever is in it and however it arrives', () => {
	const text = `q${esc}[A\r\ny`;
	const bytes = `a${esc}[200~${text}${esc}[201~b`;
	for (let cut = 0; cut <= bytes.length; cut++) {
		const decoder = createKeyDecoder();
		const keys = [...decoder.push(bytes.slice(0, cut)), ...decoder.push(bytes.slice(cut))];
		expect(keys).toEqual([
			{name: 'a', text: 'a'},
			{name: 'paste', text},
			{name: 'b', text: 'b'},
		]);
	}
});
