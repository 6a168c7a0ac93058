/** Lines, bars and shades of a terminal as shapes of SVG. */

export const round = (value: number): string => String(Math.round(value * 100) / 100);

export type Box = {readonly x: number; readonly y: number; readonly width: number; readonly height: number};

export const rectangle = ({x, y, width, height}: Box, fill: string, opacity = 1): string =>
	`<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" shape-rendering="crispEdges" fill="${fill}"${
		opacity === 1 ? '' : ` opacity="${opacity}"`
	}/>`;

/** Which arms of a box drawing character go to the middle of the cell. Arcs are drawn apart. */
const boxArms: Readonly<
	Record<string, {readonly left?: true; readonly right?: true; readonly up?: true; readonly down?: true}>
> = {
	'─': {left: true, right: true},
	'│': {up: true, down: true},
	'┌': {right: true, down: true},
	'┐': {left: true, down: true},
	'└': {right: true, up: true},
	'┘': {left: true, up: true},
	'├': {up: true, down: true, right: true},
	'┤': {up: true, down: true, left: true},
	'┬': {left: true, right: true, down: true},
	'┴': {left: true, right: true, up: true},
	'┼': {left: true, right: true, up: true, down: true},
};

/** Round corners as a path from one edge of the cell to the other. */
const arcOf = (character: string, {x, y, width, height}: Box): string | undefined => {
	const [middle, centre] = [x + width / 2, y + height / 2];
	const radius = width / 2;
	const path = (fromX: number, turnX: number, turnY: number, toY: number): string =>
		`M${round(fromX)} ${round(centre)}H${round(turnX)}Q${round(middle)} ${round(centre)} ${round(middle)} ${round(turnY)}V${round(toY)}`;
	switch (character) {
		case '╭':
			return path(x + width, middle + radius, centre + radius, y + height);
		case '╮':
			return path(x, middle - radius, centre + radius, y + height);
		case '╰':
			return path(x + width, middle + radius, centre - radius, y);
		case '╯':
			return path(x, middle - radius, centre - radius, y);
		default:
			return undefined;
	}
};

const eighths = '▁▂▃▄▅▆▇█';

/** Shapes that may be drawn once over several cells. */
export const isStretchable = (character: string): boolean => ['─', '█', '░'].includes(character);

/** Lines, corners, bars and shades as shapes: no font makes them meet at the edges of the cells. `undefined` for other text. */
export const shapeOf = (character: string, box: Box, colour: string): string | undefined => {
	const arms = boxArms[character];
	if (arms) {
		const [middle, centre] = [box.x + box.width / 2, box.y + box.height / 2];
		const horizontal = `M${round(arms.left ? box.x : middle)} ${round(centre)}H${round(arms.right ? box.x + box.width : middle)}`;
		const vertical = `M${round(middle)} ${round(arms.up ? box.y : centre)}V${round(arms.down ? box.y + box.height : centre)}`;
		return `<path d="${arms.left || arms.right ? horizontal : ''}${arms.up || arms.down ? vertical : ''}" fill="none" stroke="${colour}"/>`;
	}

	const arc = arcOf(character, box);
	if (arc !== undefined) {
		return `<path d="${arc}" fill="none" stroke="${colour}"/>`;
	}

	const level = eighths.indexOf(character);
	if (level >= 0) {
		const height = (box.height * (level + 1)) / 8;
		return rectangle({...box, y: box.y + box.height - height, height}, colour);
	}

	return character === '░' ? rectangle(box, colour, 0.25) : undefined;
};
