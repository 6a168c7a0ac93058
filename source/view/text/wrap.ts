import {widthOf} from './fit.js';

const segmenter = new Intl.Segmenter();

/** Breaks at `width` columns whatever stands there, for text whose spaces matter. */
export const hardWrap = (text: string, width: number): readonly string[] => {
	if (widthOf(text) <= width) {
		return [text];
	}

	if (/^[ -~]*$/.test(text)) {
		return Array.from({length: Math.ceil(text.length / width)}, (_, row) => text.slice(row * width, (row + 1) * width));
	}

	const lines: string[] = [];
	let line = '';
	let used = 0;
	for (const {segment} of segmenter.segment(text)) {
		const size = widthOf(segment);
		if (used + size > width && line !== '') {
			lines.push(line);
			line = '';
			used = 0;
		}

		line += segment;
		used += size;
	}

	return [...lines, line];
};

/** Breaks between words; a word that is longer than a line is broken inside. */
export const wordWrap = (text: string, width: number): readonly string[] => {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(' ')) {
		const longer = line === '' ? word : `${line} ${word}`;
		if (widthOf(longer) <= width) {
			line = longer;
			continue;
		}

		if (line !== '') {
			lines.push(line);
		}

		const pieces = hardWrap(word, width);
		lines.push(...pieces.slice(0, -1));
		line = pieces.at(-1) ?? '';
	}

	return [...lines, line];
};
