import type {IBufferCell} from '@xterm/headless';

export const colours = {
	background: '#16181d',
	foreground: '#d6d9e0',
	edge: '#343842',
} as const;

/** The 16 colours of a terminal, then xterm's cube of 6×6×6 and its 24 greys. */
export const basicColours = [
	'#2e323b',
	'#e5686f',
	'#7fc47f',
	'#dcb862',
	'#6a9fe0',
	'#c184dc',
	'#57bcc6',
	'#d6d9e0',
	'#6c7280',
	'#ff858b',
	'#9be09b',
	'#f4d58a',
	'#8fbcf4',
	'#dba6f2',
	'#7fdbe4',
	'#ffffff',
];

const hex = (value: number): string => value.toString(16).padStart(2, '0');

const paletteColour = (index: number): string => {
	if (index < 16) {
		return basicColours[index] ?? colours.foreground;
	}

	if (index >= 232) {
		return `#${hex(8 + (index - 232) * 10).repeat(3)}`;
	}

	const level = (part: number): number => (part === 0 ? 0 : 55 + part * 40);
	const cube = index - 16;
	return `#${[Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map(part => hex(level(part))).join('')}`;
};

/** How one cell looks. */
export type Style = {
	readonly foreground: string;
	readonly background: string | undefined;
	readonly isBold: boolean;
	readonly isDim: boolean;
	readonly isUnderlined: boolean;
};

export const styleOf = (from: IBufferCell): Style => {
	const colour = (isDefault: boolean, isPalette: boolean, value: number): string | undefined =>
		isDefault ? undefined : isPalette ? paletteColour(value) : `#${value.toString(16).padStart(6, '0')}`;
	const foreground = colour(from.isFgDefault(), from.isFgPalette(), from.getFgColor());
	const background = colour(from.isBgDefault(), from.isBgPalette(), from.getBgColor());
	const isInverse = from.isInverse() !== 0;
	return {
		foreground: (isInverse ? (background ?? colours.background) : foreground) ?? colours.foreground,
		background: isInverse ? (foreground ?? colours.foreground) : background,
		isBold: from.isBold() !== 0,
		isDim: from.isDim() !== 0,
		isUnderlined: from.isUnderline() !== 0,
	};
};
