import process from 'node:process';
import xterm from '@xterm/headless';
import {spawn} from 'node-pty';

/** What is done to a running program, one after the other. */
export type FilmStep =
	| {readonly kind: 'wait'; readonly pattern: RegExp}
	/** As a terminal sends them. */
	| {readonly kind: 'press'; readonly keys: string}
	/** Hands the screen as it is now. */
	| {readonly kind: 'shoot'; readonly take: (terminal: xterm.Terminal) => void};

export type Film = {
	readonly command: string;
	readonly arguments: readonly string[];
	readonly columns: number;
	readonly rows: number;
	readonly steps: readonly FilmStep[];
	/** For each step that waits. Default 60 s. */
	readonly timeoutMs?: number;
};

const screenText = (terminal: xterm.Terminal): string =>
	Array.from(
		{length: terminal.rows},
		(_, row) => terminal.buffer.active.getLine(terminal.buffer.active.viewportY + row)?.translateToString(true) ?? '',
	).join('\n');

/**
Runs a program on a pseudo-terminal with a virtual screen, presses keys and takes pictures. Ends the program at the end, and
rejects when it did not show in time what a step waits for.
*/
export const film = async ({columns, rows, steps, timeoutMs = 60_000, ...program}: Film): Promise<void> => {
	const terminal = new xterm.Terminal({cols: columns, rows, allowProposedApi: true});
	const child = spawn(program.command, [...program.arguments], {
		cols: columns,
		rows,
		name: 'xterm-256color',
		env: {...process.env, CI: 'false', FORCE_COLOR: '1', NO_COLOR: ''},
	});
	let hasEnded = false;
	child.onExit(() => {
		hasEnded = true;
	});
	/** Told after each piece of output that the virtual screen has taken in. */
	let onOutput = (): void => undefined;
	child.onData(chunk => {
		terminal.write(chunk, () => onOutput());
	});

	const shows = (pattern: RegExp): Promise<void> =>
		new Promise((resolve, reject) => {
			const timer = setTimeout(() => {
				reject(new Error(`Waited in vain for ${String(pattern)}:\n${screenText(terminal)}`));
			}, timeoutMs);
			const look = (): void => {
				if (pattern.test(screenText(terminal))) {
					clearTimeout(timer);
					resolve();
				}
			};

			onOutput = look;
			look();
		});

	try {
		for (const step of steps) {
			if (step.kind === 'wait') {
				await shows(step.pattern);
			} else if (step.kind === 'press') {
				child.write(step.keys);
			} else {
				step.take(terminal);
			}
		}
	} finally {
		if (!hasEnded) {
			child.kill();
		}

		terminal.dispose();
	}
};
