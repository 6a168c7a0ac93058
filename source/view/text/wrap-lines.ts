import type {Line} from '../../store/selectors/line.js';
import {hardWrap, wordWrap} from './wrap.js';

/** Paragraphs as rows of at most `width` columns. Commands keep their spaces; their further rows are indented a little. */
export const wrapLines = (lines: readonly Line[], width: number): readonly Line[] =>
	lines.flatMap(({text, tone, indent = 0}) => {
		const wrap = tone === 'command' ? hardWrap : wordWrap;
		const room = Math.max(8, width - indent);
		return wrap(text, room).map((part): Line => ({text: `${' '.repeat(indent)}${part}`, tone}));
	});
