import cliTruncate from 'cli-truncate';
import stringWidth from 'string-width';

const isPlain = (text: string): boolean => /^[ -~]*$/.test(text);

/** Columns that a text takes. */
export const widthOf = (text: string): number => (isPlain(text) ? text.length : stringWidth(text));

/** Cuts a text to at most `width` columns, `…` at its end. */
export const cut = (text: string, width: number): string =>
	width <= 0 ? '' : widthOf(text) <= width ? text : cliTruncate(text, width);

/** Cuts or pads a text to exactly `width` columns. */
export const fitTo = (text: string, width: number, align: 'left' | 'right' = 'left'): string => {
	const short = cut(text, width);
	const gap = ' '.repeat(Math.max(0, width - widthOf(short)));
	return align === 'right' ? gap + short : short + gap;
};

/** Joins the parts that fit, in their order; what is too long is left out. The first one is cut where even it does not fit. */
export const joinFitting = (parts: readonly string[], width: number, gap = '  '): string => {
	let joined = cut(parts[0] ?? '', width);
	for (const part of parts.slice(1)) {
		const longer = `${joined}${gap}${part}`;
		joined = widthOf(longer) <= width ? longer : joined;
	}

	return joined;
};
