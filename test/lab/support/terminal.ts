import xterm from '@xterm/headless';
import pty from 'node-pty';
import type {TestLab} from './use-lab.js';

/** A terminal in the operator's namespace, with a program in it: real pseudo-terminal below, a virtual screen above. */
export type LabTerminal = {
	readonly terminal: xterm.Terminal;
	/** Writes keys as a terminal sends them. */
	press(keys: string): void;
	resize(columns: number, rows: number): void;
	/** Signals the program itself, not what started it. */
	signal(signal: NodeJS.Signals): Promise<void>;
	rows(): readonly string[];
	text(): string;
	/** Waits until the screen shows it; fails with the screen as it is. */
	shows(what: string | RegExp, timeoutMs?: number): Promise<void>;
	readonly isAlternate: boolean;
	/** Whether the cursor was hidden and not shown again. */
	readonly isCursorHidden: boolean;
	/** Resolves with the exit code when the program has ended and its output was drawn. */
	readonly ended: Promise<number>;
	kill(): void;
};

const patienceMs = 60_000;
const lookEveryMs = 20;

/** Starts a program in a terminal at the operator's. */
export const openTerminal = (
	lab: TestLab,
	words: readonly string[],
	{columns = 160, rows = 48}: {readonly columns?: number; readonly rows?: number} = {},
): LabTerminal => {
	const terminal = new xterm.Terminal({cols: columns, rows, allowProposedApi: true, scrollback: 1000});
	const [program = '', ...rest] = lab.operatorCommand(words);
	// A set CI variable, even an empty one, tells Ink that nobody sits here.
	const {CI: _, ...environment} = process.env;
	const child = pty.spawn(program, [...rest], {
		name: 'xterm-256color',
		cols: columns,
		rows,
		env: {...environment, TERM: 'xterm-256color'},
	});
	let pending = 0;
	let written = '';
	child.onData(data => {
		pending++;
		written = (written + data).slice(-200_000);
		terminal.write(data, () => {
			pending--;
		});
	});

	const screenRows = (): readonly string[] =>
		Array.from(
			{length: terminal.rows},
			(_line, row) =>
				terminal.buffer.active.getLine(terminal.buffer.active.viewportY + row)?.translateToString(true) ?? '',
		);
	const has = (what: string | RegExp): boolean => {
		const text = screenRows().join('\n');
		return typeof what === 'string' ? text.includes(what) : what.test(text);
	};

	const until = async (name: string, condition: () => boolean, timeoutMs: number): Promise<void> => {
		const end = performance.now() + timeoutMs;
		while (pending > 0 || !condition()) {
			if (performance.now() > end) {
				throw new Error(`Waited in vain for ${name}. The screen:\n${screenRows().join('\n')}`);
			}

			await new Promise(resolve => {
				setTimeout(resolve, lookEveryMs);
			});
		}
	};

	const exited = new Promise<number>(resolve => {
		child.onExit(({exitCode, signal}) => resolve(exitCode === 0 && signal ? 128 + signal : exitCode));
	});

	return {
		terminal,
		press: keys => child.write(keys),
		resize(newColumns, newRows) {
			terminal.resize(newColumns, newRows);
			child.resize(newColumns, newRows);
		},
		async signal(signal) {
			// nsenter and env replace themselves, so the child is the program.
			process.kill(child.pid, signal);
		},
		rows: screenRows,
		text: () => screenRows().join('\n'),
		shows: (what, timeoutMs = patienceMs) => until(String(what), () => has(what), timeoutMs),
		get isAlternate() {
			return terminal.buffer.active.type === 'alternate';
		},
		get isCursorHidden() {
			return written.lastIndexOf('\u001b[?25l') > written.lastIndexOf('\u001b[?25h');
		},
		ended: exited.then(async exitCode => {
			await until('the last output', () => true, patienceMs);
			return exitCode;
		}),
		kill: () => child.kill('SIGKILL'),
	};
};
