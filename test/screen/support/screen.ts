import {PassThrough} from 'node:stream';
import xterm from '@xterm/headless';
import {type ConsoleOptions, openConsole} from '../../../source/cli/console.js';
import type {Pane} from '../../../source/view/panes/pane.js';
import type {FakeEngine} from './fake-engine.js';

/** Long enough for a slow machine; a passing test does not wait. */
const patienceMs = 5000;
const pollMs = 5;

export type Screen = {
	readonly terminal: xterm.Terminal;
	readonly stdin: PassThrough & {isRaw: boolean};
	/** Everything that was written to the normal error output. */
	readonly errors: () => string;
	/** Resolves with the exit code. */
	readonly exitCode: Promise<number>;
	/** Writes keys as a terminal sends them, in one chunk. */
	readonly press: (keys: string) => void;
	readonly resize: (columns: number, rows: number) => void;
	readonly rows: () => readonly string[];
	/** The row of the screen that holds the text. */
	readonly row: (text: string) => string;
	/** Waits until the screen shows it. Fails with the screen as it is. */
	readonly shows: (text: string | RegExp) => Promise<void>;
	readonly showsNot: (text: string | RegExp) => Promise<void>;
	readonly until: (what: string, condition: () => boolean) => Promise<void>;
};

const keyCodes = {
	up: '\u001b[A',
	down: '\u001b[B',
	right: '\u001b[C',
	left: '\u001b[D',
	pageUp: '\u001b[5~',
	pageDown: '\u001b[6~',
	home: '\u001b[H',
	shiftTab: '\u001b[Z',
	tab: '\t',
	enter: '\r',
	escape: '\u001b',
	f2: '\u001bOQ',
	f3: '\u001bOR',
	f4: '\u001bOS',
	f5: '\u001b[15~',
	f6: '\u001b[17~',
	ctrlL: '\u000c',
	ctrlO: '\u000f',
	ctrlC: '\u0003',
} as const;

export const keys: typeof keyCodes = keyCodes;

export const paste = (text: string): string => `\u001b[200~${text}\u001b[201~`;

/** Opens the real console on a virtual terminal. */
export const openScreen = (
	engine: FakeEngine,
	{
		columns = 80,
		rows = 24,
		panes,
		noColor,
		isInTmux = false,
	}: {columns?: number; rows?: number; panes?: readonly Pane[]; noColor?: string; isInTmux?: boolean} = {},
): Screen => {
	const terminal = new xterm.Terminal({cols: columns, rows, allowProposedApi: true, scrollback: 1000});
	let pending = 0;
	const stdout = Object.assign(new PassThrough(), {isTTY: true, columns, rows});
	// The kernel of a real terminal turns line feeds into both.
	stdout.on('data', (chunk: Buffer) => {
		pending++;
		terminal.write(String(chunk).replaceAll(/\r?\n/g, '\r\n'), () => {
			pending--;
		});
	});
	const stdin = Object.assign(new PassThrough(), {
		isTTY: true,
		isRaw: false,
		setRawMode(isRaw: boolean) {
			stdin.isRaw = isRaw;
			return stdin;
		},
		ref: () => stdin,
		unref: () => stdin,
	});
	let errors = '';
	const options = {
		stdin,
		stdout,
		stderr: {
			write(text: string) {
				errors += text;
				return true;
			},
		},
		noColor,
		isInTmux,
		...(panes === undefined ? {} : {panes}),
	} satisfies ConsoleOptions;
	const exitCode = openConsole(engine, options);

	const screenRows = () =>
		Array.from(
			{length: terminal.rows},
			(_, row) => terminal.buffer.active.getLine(terminal.buffer.active.viewportY + row)?.translateToString(true) ?? '',
		);
	const has = (text: string | RegExp): boolean => {
		const screen = screenRows().join('\n');
		return typeof text === 'string' ? screen.includes(text) : text.test(screen);
	};

	const until = async (what: string, condition: () => boolean): Promise<void> => {
		const end = performance.now() + patienceMs;
		while (pending > 0 || !condition()) {
			if (performance.now() > end) {
				throw new Error(`Waited in vain for ${what}. The screen:\n${screenRows().join('\n')}\n${errors}`);
			}

			await new Promise(resolve => {
				setTimeout(resolve, pollMs);
			});
		}
	};

	return {
		terminal,
		stdin,
		errors: () => errors,
		exitCode,
		press: text => stdin.write(text),
		resize(newColumns, newRows) {
			terminal.resize(newColumns, newRows);
			Object.assign(stdout, {columns: newColumns, rows: newRows});
			stdout.emit('resize');
		},
		rows: screenRows,
		row: text => screenRows().find(row => row.includes(text)) ?? '',
		shows: text => until(String(text), () => has(text)),
		showsNot: text => until(`no ${String(text)}`, () => !has(text)),
		until,
	};
};
