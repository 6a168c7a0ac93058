import type {Line} from '../../store/selectors/line.js';
import {hardWrap, wordWrap} from './wrap.js';

/** Narrower than this nothing can be read. */
const narrowestText = 8;

/** Paragraphs as rows of at most `width` columns. In commands every space counts, so they are broken anywhere. */
export const wrapLines = (lines: readonly Line[], width: number): readonly Line[] =>
	lines.flatMap(({text, tone, indent = 0, hang = 0}) => {
		const wrap = tone === 'command' ? hardWrap : wordWrap;
		const room = Math.max(narrowestText, width - indent - hang);
		// The first row may use the room that the hanging ones leave free.
		const [first = ''] = wrap(text, room + hang);
		const after = text.slice(first.length);
		const rest = tone === 'command' ? after : after.trimStart();
		const rows = rest === '' ? [first] : [first, ...wrap(rest, room).map(row => `${' '.repeat(hang)}${row}`)];
		return rows.map((row): Line => ({text: `${' '.repeat(indent)}${row}`, tone}));
	});
