import {fitTo, widthOf} from './fit.js';
import {promptWindow} from './prompt-window.js';

export type PromptRow = {
	/** The label at the first row, as many columns at the others. */
	readonly label: string;
	readonly text: string;
};

/** The rows of a text of several lines around its cursor, at most `height`, and where the cursor is among them. */
export const promptRows = (
	{text, cursor, label}: {readonly text: string; readonly cursor: number; readonly label: string},
	width: number,
	height: number,
): {readonly rows: readonly PromptRow[]; readonly column: number; readonly row: number} => {
	const lines = text.split('\n');
	const before = text.slice(0, cursor).split('\n');
	const current = before.length - 1;
	const first = Math.max(0, Math.min(current - height + 1, lines.length - height));
	const room = width - widthOf(label);
	const window = promptWindow(lines[current] ?? '', before.at(-1)?.length ?? 0, room);
	const more = fitTo('… ', widthOf(label), 'right');
	const rows = lines.slice(first, first + height).map((line, index) => ({
		label: first + index === 0 ? label : more,
		text: first + index === current ? window.text : promptWindow(line, 0, room).text,
	}));
	return {rows, column: widthOf(label) + window.column, row: current - first};
};
