import type {Terminal} from '@xterm/headless';
import {basicColours, colours, type Style, styleOf} from './colours.js';
import {type Box, isStretchable, rectangle, round, shapeOf} from './shapes.js';

/** Size of one cell in the picture. The text is stretched to it, whatever monospace font is at hand. */
const cell = {width: 8.4, height: 18};
const fontSize = 14;
const padding = 14;
/** The bar with the three buttons, so that the picture reads as a window. */
const titleHeight = 30;

const escapeXml = (text: string): string =>
	text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Cells in a row that are drawn as one. */
type Run = {readonly column: number; readonly width: number; readonly text: string; readonly style: Style};

const isSameStyle = (left: Style, right: Style): boolean => JSON.stringify(left) === JSON.stringify(right);

const isShape = (character: string): boolean => shapeOf(character, {x: 0, y: 0, width: 1, height: 1}, '') !== undefined;

/** Whether a cell goes on with the run before it. Wide characters and shapes stand alone: their place must not depend on a font. */
const continues = (run: Run, next: Run): boolean => {
	if (run.column + run.width !== next.column || !isSameStyle(run.style, next.style)) {
		return false;
	}

	return isShape(next.text) || isShape(run.text.charAt(0))
		? isStretchable(next.text) && run.text.startsWith(next.text)
		: next.width === 1 && run.width === run.text.length;
};

const runsOf = (terminal: Terminal, row: number): readonly Run[] => {
	const line = terminal.buffer.active.getLine(terminal.buffer.active.viewportY + row);
	const runs: Run[] = [];
	for (let column = 0; column < terminal.cols; column++) {
		const from = line?.getCell(column);
		if (from === undefined || from.getWidth() === 0) {
			continue;
		}

		const next: Run = {column, width: from.getWidth(), text: from.getChars() || ' ', style: styleOf(from)};
		const last = runs.at(-1);
		if (last && continues(last, next)) {
			runs[runs.length - 1] = {...last, width: last.width + next.width, text: last.text + next.text};
		} else {
			runs.push(next);
		}
	}

	return runs;
};

const boxOf = ({column, width}: Run, row: number): Box => ({
	x: padding + column * cell.width,
	y: titleHeight + padding / 2 + row * cell.height,
	width: width * cell.width,
	height: cell.height,
});

/** Blanks at both ends are left out; those inside are held by the length of the text. */
const textElement = (run: Run, row: number): string => {
	const text = run.text.trim();
	if (text === '') {
		return '';
	}

	const lead = run.text.length - run.text.trimStart().length;
	const width = run.width - (run.text.length - text.length);
	const {x, y, height} = boxOf({...run, column: run.column + lead, width}, row);
	const {style} = run;
	return [
		`<text x="${round(x)}" y="${round(y + height * 0.74)}" textLength="${round(width * cell.width)}"`,
		' lengthAdjust="spacingAndGlyphs"',
		` fill="${style.foreground}"`,
		style.isBold ? ' font-weight="bold"' : '',
		style.isUnderlined ? ' text-decoration="underline"' : '',
		style.isDim ? ' opacity="0.6"' : '',
		` xml:space="preserve">${escapeXml(text)}</text>`,
	].join('');
};

const runElements = (run: Run, row: number): string => {
	const box = boxOf(run, row);
	const {background, foreground, isDim} = run.style;
	const shape = isShape(run.text.charAt(0)) ? shapeOf(run.text.charAt(0), box, foreground) : undefined;
	return [
		background === undefined ? '' : rectangle(box, background),
		shape === undefined ? textElement(run, row) : isDim ? `<g opacity="0.6">${shape}</g>` : shape,
	].join('');
};

export type SvgOptions = {readonly title?: string};

/**
Draws what a virtual terminal shows, cell by cell, as an SVG picture. No font is embedded: text is stretched to its cells, and
lines, bars and shades are shapes, so that it looks alike everywhere.
*/
export const screenToSvg = (terminal: Terminal, {title = 'vmferry'}: SvgOptions = {}): string => {
	const width = terminal.cols * cell.width + 2 * padding;
	const height = titleHeight + terminal.rows * cell.height + 1.5 * padding;
	const rows = Array.from({length: terminal.rows}, (_, row) =>
		runsOf(terminal, row)
			.map(run => runElements(run, row))
			.join(''),
	);
	const buttons = [1, 3, 2].map(
		(colour, index) =>
			`<circle cx="${padding + 6 + index * 18}" cy="${titleHeight / 2}" r="5" fill="${basicColours[colour]}"/>`,
	);
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${round(height)}" width="${round(width)}" height="${round(height)}" role="img" aria-label="${escapeXml(title)}">`,
		`<rect width="100%" height="100%" rx="8" fill="${colours.background}" stroke="${colours.edge}"/>`,
		...buttons,
		`<g font-family="'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace" font-size="${fontSize}" stroke-width="1">`,
		`<text x="${round(width / 2)}" y="${titleHeight / 2 + 5}" text-anchor="middle" fill="${basicColours[8]}">${escapeXml(title)}</text>`,
		...rows.filter(row => row !== ''),
		'</g>',
		'</svg>',
		'',
	].join('\n');
};
