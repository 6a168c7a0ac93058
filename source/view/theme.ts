import type {TextProps} from 'ink';
import {createContext, useContext} from 'react';
import type {Tone} from '../store/selectors/line.js';
import type {SpanTone} from './text/spans.js';

export type Look = Pick<TextProps, 'color' | 'bold' | 'dimColor' | 'inverse' | 'underline'>;

/** How each meaning looks. Nothing is said by colour alone: every tone has its words or its sign. */
export type Theme = {
	readonly tones: Readonly<Record<Tone, Look>>;
	/** What a conversation has besides. */
	readonly spans: Readonly<Record<Exclude<SpanTone, Tone>, Look>>;
	readonly focusedFrame: Look;
	readonly frame: Look;
	readonly title: Look;
	readonly key: Look;
	readonly bar: Look;
	readonly link: Look;
	readonly dirty: Look;
	readonly selected: Look;
	readonly selectedMatch: Look;
};

export const colourTheme: Theme = {
	tones: {
		plain: {},
		strong: {bold: true},
		dim: {dimColor: true},
		good: {color: 'green'},
		warn: {color: 'yellow'},
		bad: {color: 'red', bold: true},
		command: {color: 'cyan'},
	},
	spans: {
		key: {color: 'cyan'},
		string: {color: 'green'},
		number: {color: 'yellow'},
		event: {color: 'magenta', bold: true},
		engine: {color: 'blueBright'},
		match: {color: 'yellow', inverse: true},
	},
	focusedFrame: {color: 'cyan'},
	frame: {dimColor: true},
	title: {bold: true},
	key: {color: 'cyan', bold: true},
	bar: {color: 'green'},
	link: {color: 'green'},
	dirty: {color: 'magenta'},
	selected: {inverse: true},
	selectedMatch: {inverse: true, bold: true, underline: true},
};

/** For `NO_COLOR`: the same with bold, dim and inverse only. */
export const plainTheme: Theme = {
	tones: {
		plain: {},
		strong: {bold: true},
		dim: {dimColor: true},
		good: {},
		warn: {bold: true},
		bad: {bold: true},
		command: {},
	},
	spans: {key: {}, string: {}, number: {}, event: {bold: true}, engine: {}, match: {inverse: true}},
	focusedFrame: {bold: true},
	frame: {dimColor: true},
	title: {bold: true},
	key: {bold: true},
	bar: {},
	link: {},
	dirty: {},
	selected: {inverse: true},
	selectedMatch: {inverse: true, bold: true, underline: true},
};

/** Terminals without colours in terminfo: DEC's of the 1980s, a printer, and what is named as monochrome. */
const isMonochrome = (term: string): boolean => /^(?:dumb|vt\d+.*|.*-mono|.*-m)$/.test(term);

/** https://no-color.org: set and not empty means no colour. `term` is the terminal's name, as in `TERM`. */
export const chooseTheme = (noColor: string | undefined, term = ''): Theme =>
	noColor || isMonochrome(term) ? plainTheme : colourTheme;

export const ThemeContext = createContext<Theme>(colourTheme);

export const useTheme = (): Theme => useContext(ThemeContext);

/** The sign of a connection, so that its state can be read without colour. */
export const contactMarks: Readonly<Record<Tone, string>> = {
	plain: '○',
	strong: '○',
	command: '○',
	dim: '○',
	good: '●',
	warn: '◌',
	bad: '✗',
};
