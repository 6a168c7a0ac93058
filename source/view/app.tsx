import {Box, Text, useApp, useCursor, useWindowSize} from 'ink';
import {type JSX, useCallback, useEffect, useEffectEvent} from 'react';
import type {EngineCommand} from '../domain/command.js';
import type {Step} from '../intents/intent.js';
import type {KeyPress} from '../intents/key.js';
import {resolveKey} from '../intents/resolve-key.js';
import {sanitize} from '../lib/sanitize.js';
import {inputScope} from '../store/selectors/input-scope.js';
import {selectMigrationPane} from '../store/selectors/migration-pane.js';
import {selectMonitorPane} from '../store/selectors/monitor-pane.js';
import {shownMonitor} from '../store/shown-monitor.js';
import type {Store} from '../store/store.js';
import type {Clipboard} from './clipboard.js';
import {Header} from './components/header.js';
import {KeyBar} from './components/key-bar.js';
import {answerCursor, Dialog} from './dialogs/dialog.js';
import type {Frames} from './frames.js';
import {FramesContext, useAppState, useSelector} from './hooks/use-selector.js';
import {useAnswer} from './input/use-answer.js';
import {useKeys} from './input/use-keys.js';
import {isTooSmall, layOut} from './layout.js';
import {migrationRows} from './panes/migration-pane.js';
import {monitorCursor} from './panes/monitor-pane.js';
import type {Pane} from './panes/pane.js';
import {fitTo} from './text/fit.js';
import {type Theme, ThemeContext, useTheme} from './theme.js';
import {TooSmall} from './too-small.js';

/** What the screen needs of the engine: its store, and somebody to send commands to. */
export type ScreenEngine = {readonly store: Store; readonly send: (command: EngineCommand) => void};

export type AppProps = {
	readonly engine: ScreenEngine;
	readonly frames: Frames;
	readonly panes: readonly Pane[];
	readonly theme: Theme;
	readonly clipboard: Clipboard;
};

/** Tells the engine which monitor is looked at, so that it listens there. */
const useAttachedMonitor = (engine: ScreenEngine): void => {
	const shown = useSelector(shownMonitor);
	const guest = shown?.guest.key;
	const language = shown?.monitor?.language;
	useEffect(() => {
		if (guest !== undefined && language !== undefined) {
			engine.send({kind: 'attach-monitor', guest, language});
		}
	}, [engine, guest, language]);
};

const Screen = ({engine, frames, panes, clipboard}: Omit<AppProps, 'theme'>): JSX.Element => {
	const {exit} = useApp();
	const {columns, rows} = useWindowSize();
	const {setCursorPosition} = useCursor();
	const theme = useTheme();
	const state = useAppState();
	const {store} = engine;
	const {answer, type} = useAnswer(state.questions[0], (id, text) => {
		engine.send({kind: 'answer-question', id, answer: text});
	});
	useAttachedMonitor(engine);

	const perform = (step: Step): void => {
		switch (step.to) {
			case 'screen':
				store.dispatch(step.action);
				break;
			case 'engine':
				engine.send(step.command);
				break;
			case 'clipboard':
				store.dispatch({kind: 'notice', text: sanitize(clipboard.copy(step.text, step.what))});
				break;
			default:
				exit();
		}
	};

	// Each key sees what the one before it did, also within one chunk.
	const press = useEffectEvent((key: KeyPress): void => {
		for (const step of resolveKey(store.getState(), key)) {
			perform(step);
		}

		const [question] = store.getState().questions;
		if (question !== undefined && key.name !== 'escape') {
			type(key, question);
		}
	});
	useKeys(keys => {
		for (const key of keys) {
			press(key);
		}

		frames.flush();
	});

	const scope = inputScope(state);
	const wanted = migrationRows(selectMigrationPane(state), columns, rows);
	const layout = layOut(columns, rows, wanted, state.ui.focusedPane === 'monitor');
	const correctScroll = useCallback((by: number) => store.dispatch({kind: 'scroll-dialog', by}), [store]);
	if (isTooSmall(columns, rows)) {
		setCursorPosition(undefined);
		return <TooSmall columns={columns} rows={rows} />;
	}

	setCursorPosition(
		scope === 'question' || scope === 'name'
			? answerCursor(state, answer, columns, rows)
			: (scope === 'prompt' || scope === 'search') && layout.monitor
				? monitorCursor(selectMonitorPane(state), layout.monitor)
				: undefined,
	);

	return (
		<Box width={columns} height={rows} flexDirection="column" overflow="hidden">
			<Header width={columns} />
			{panes.map(({id, component: Component}) => {
				const rect = layout[id];
				return (
					rect && (
						<Box key={id} position="absolute" left={rect.x} top={rect.y} width={rect.width} height={rect.height}>
							<Component rect={rect} />
						</Box>
					)
				);
			})}
			<Box position="absolute" left={0} top={rows - 2} width={columns} height={2} flexDirection="column">
				<Text wrap="truncate" {...theme.tones.warn}>
					{fitTo(state.ui.notice === undefined ? '' : ` ${state.ui.notice}`, columns)}
				</Text>
				<KeyBar width={columns} />
			</Box>
			<Dialog answer={answer} onScrollTooFar={correctScroll} />
		</Box>
	);
};

/** The whole screen. */
export const App = ({theme, ...props}: AppProps): JSX.Element => (
	<ThemeContext value={theme}>
		<FramesContext value={props.frames}>
			<Screen {...props} />
		</FramesContext>
	</ThemeContext>
);
