import {widthOf} from './fit.js';

const segmenter = new Intl.Segmenter();

/** The part of a line around its cursor that fits into `width` columns, and the cursor's column in it. */
export const promptWindow = (
	text: string,
	cursor: number,
	width: number,
): {readonly text: string; readonly column: number} => {
	const room = Math.max(2, width);
	let start = 0;
	// The cursor itself needs a column behind the last character.
	while (widthOf(text.slice(start, cursor)) > room - 1) {
		start += segmenter.segment(text.slice(start))[Symbol.iterator]().next().value?.segment.length ?? 1;
	}

	let end = start;
	let used = 0;
	for (const {segment} of segmenter.segment(text.slice(start))) {
		used += widthOf(segment);
		if (used > room) {
			break;
		}

		end += segment.length;
	}

	return {text: text.slice(start, end), column: widthOf(text.slice(start, cursor))};
};
