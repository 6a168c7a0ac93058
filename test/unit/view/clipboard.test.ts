import {expect, test} from 'vitest';
import {createClipboard} from '../../../source/view/clipboard.js';

const copyWith = (text: string, isInTmux: boolean) => {
	let written = '';
	const said = createClipboard({
		write(sequence) {
			written += sequence;
		},
		isInTmux,
	}).copy(text, 'the reply');
	return {written, said};
};

test('text goes out as base64 of its UTF-8', () => {
	const {written, said} = copyWith('a\n漢', false);
	expect(written).toBe(`\u001b]52;c;${Buffer.from('a\n漢').toString('base64')}\u0007`);
	expect(said).toBe('Copied the reply, 2 lines, by OSC 52: the terminal has to allow it.');
});

test('tmux gets it for itself and to hand through, with each ESC doubled', () => {
	const {written} = copyWith('abc', true);
	expect(written).toBe('\u001b]52;c;YWJj\u0007\u001bPtmux;\u001b\u001b]52;c;YWJj\u0007\u001b\\');
});

test('what no terminal would take is not sent', () => {
	const {written, said} = copyWith('漢'.repeat(25_000), false);
	expect(written).toBe('');
	expect(said).toContain('has 75 kB');
});
