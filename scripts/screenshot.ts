/**
Takes a picture of a program's screen:

	tsx scripts/screenshot.ts OUT.svg COLUMNSxROWS STEP... -- COMMAND ARGUMENT...

A step is `wait:REGEX` (of the screen's text) or `press:KEYS` (`\r` is Enter, `\e` is Esc, `\t` is Tab). The picture is taken after
the last step.
*/
import {writeFileSync} from 'node:fs';
import process from 'node:process';
import {type FilmStep, film} from './screenshot/film.js';
import {screenToSvg} from './screenshot/screen-to-svg.js';

const usage =
	'Use: tsx scripts/screenshot.ts OUT.svg COLUMNSxROWS [wait:REGEX | press:KEYS]... -- COMMAND [ARGUMENT]...';

const keyCodes: Readonly<Record<string, string>> = {'\\r': '\r', '\\e': '\u001b', '\\t': '\t'};

const parseStep = (text: string): FilmStep => {
	if (text.startsWith('wait:')) {
		return {kind: 'wait', pattern: new RegExp(text.slice('wait:'.length))};
	}

	if (text.startsWith('press:')) {
		const keys = text.slice('press:'.length).replaceAll(/\\[ret]/g, code => keyCodes[code] ?? code);
		return {kind: 'press', keys};
	}

	throw new Error(`"${text}" is no step. ${usage}`);
};

const words = process.argv.slice(2);
const end = words.indexOf('--');
const [file, size = '', ...steps] = end < 0 ? words : words.slice(0, end);
const [command, ...commandArguments] = end < 0 ? [] : words.slice(end + 1);
const [columns, rows] = size.split('x').map(Number);
if (file === undefined || command === undefined || !columns || !rows) {
	console.error(usage);
	process.exit(2);
}

await film({
	command,
	arguments: commandArguments,
	columns,
	rows,
	steps: [
		...steps.map(parseStep),
		{
			kind: 'shoot',
			take(terminal) {
				writeFileSync(file, screenToSvg(terminal));
			},
		},
	],
});
