import type {EngineCommand} from '../domain/command.js';
import type {InputScope} from '../store/selectors/input-scope.js';
import type {AppState} from '../store/state.js';
import type {UiAction} from '../store/ui-action.js';
import type {KeyName} from './key.js';

/** What a key sets going: in the screen's state, in the engine, or the end of vmferry. */
export type Step =
	| {readonly to: 'screen'; readonly action: UiAction}
	| {readonly to: 'engine'; readonly command: EngineCommand}
	/** To the clipboard of the terminal; `what` says in a few words what it is. */
	| {readonly to: 'clipboard'; readonly text: string; readonly what: string}
	| {readonly to: 'quit'};

export const toScreen = (action: UiAction): Step => ({to: 'screen', action});
export const toEngine = (command: EngineCommand): Step => ({to: 'engine', command});
export const quit: Step = {to: 'quit'};

export const intentGroups = ['Guests', 'Migration', 'Monitor', 'Looking back', 'Screen', 'Dialogs'] as const;

/** Something a person can do. Help, key bar and the readme's table of keys are made from these. */
export type Intent = {
	readonly id: string;
	/** For the help: what it does, an imperative. */
	readonly title: string;
	/** For the key bar: one or two words, where it is to stand there. It may depend on what is asked. */
	readonly label: string | undefined | ((state: AppState) => string | undefined);
	readonly group: (typeof intentGroups)[number];
	readonly keys: readonly KeyName[];
	/** The keys as a person reads them, `PgUp`. */
	readonly keyLabel: string;
	readonly scopes: readonly InputScope[];
	/** It changes a guest or a process, so it asks before, or is itself the answer. */
	readonly isDangerous: boolean;
	/** Where a key means this only at times, and else something further down the list, or what it types. Default always. */
	readonly isMeant?: (state: AppState) => boolean;
	/** Why the key does nothing now; completes "m does nothing now: …". */
	readonly disabledBecause: (state: AppState) => string | undefined;
	readonly steps: (state: AppState) => readonly Step[];
};

export const always = (): undefined => undefined;
