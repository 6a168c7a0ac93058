import {render} from 'ink';
import {App} from '../view/app.js';
import {createClipboard} from '../view/clipboard.js';
import {createFrames} from '../view/frames.js';
import {panes as allPanes} from '../view/panes/index.js';
import type {Pane} from '../view/panes/pane.js';
import {chooseTheme} from '../view/theme.js';
import {type ConsoleEngine, farewell, whereGuestsAre} from './farewell.js';

/** Facts come about ten times a second during a copy; more frames than this only cost processor time. */
const framesPerSecond = 30;
/** Changes that no key made are gathered for so long. Keys are shown at once. */
const factsIntervalMs = 80;

/** Where the screen goes and the keys come from; replaced in tests. */
export type ConsoleOptions = {
	readonly stdin?: NodeJS.ReadableStream & {readonly isTTY?: boolean};
	readonly stdout?: NodeJS.WritableStream & {readonly isTTY?: boolean};
	readonly stderr?: {readonly write: (text: string) => boolean};
	readonly panes?: readonly Pane[];
	readonly noColor?: string | undefined;
	readonly isInTmux?: boolean;
};

/** No terminal: the same code as for a wrong command line. */
const exitUsage = 2;

/**
Opens the full-screen console on an engine and waits until the person leaves it.
@returns The exit code: 0, 1 when the screen broke down, 2 where there is no terminal.

Ink gives the terminal back in every case but SIGKILL: at the end, on SIGTERM, SIGHUP and SIGINT, on an error in a pane and
on an uncaught exception. What is said afterwards goes to the normal screen.
*/
export const openConsole = async (engine: ConsoleEngine, options: ConsoleOptions = {}): Promise<number> => {
	const {stdin = process.stdin, stdout = process.stdout, stderr = process.stderr, panes = allPanes} = options;
	if (!stdin.isTTY || !stdout.isTTY) {
		stderr.write(
			'The console needs a terminal for its keys and its screen.\nIn scripts use: vmferry ls, vmferry migrate, vmferry monitor (vmferry --help).\n',
		);
		return exitUsage;
	}

	const frames = createFrames(engine.store, factsIntervalMs);
	const theme =
		'noColor' in options ? chooseTheme(options.noColor) : chooseTheme(process.env['NO_COLOR'], process.env['TERM']);
	const {isInTmux = Boolean(process.env['TMUX'])} = options;
	// Between two frames; Ink writes each of them whole.
	const clipboard = createClipboard({write: sequence => stdout.write(sequence), isInTmux});
	try {
		const app = render(<App engine={engine} frames={frames} panes={panes} theme={theme} clipboard={clipboard} />, {
			stdin,
			stdout,
			interactive: true,
			alternateScreen: true,
			incrementalRendering: true,
			maxFps: framesPerSecond,
			exitOnCtrlC: false,
			patchConsole: false,
		});
		await app.waitUntilExit();
	} catch (error) {
		const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
		stderr.write(
			[
				'The screen of vmferry broke down. No guest was touched by this.',
				...whereGuestsAre(engine.store.getState()),
				'',
				words,
				'',
			].join('\n'),
		);
		return 1;
	} finally {
		frames.close();
	}

	const last = farewell(engine.store.getState());
	if (last.length > 0) {
		stdout.write(`${last.join('\n')}\n`);
	}

	return 0;
};
