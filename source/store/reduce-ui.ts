import {remember} from '../domain/line-history.js';
import {editPrompt} from './prompt/edit-prompt.js';
import type {PromptEdit} from './prompt/prompt-edit.js';
import {clearPrompt, emptyPrompt, type PromptState} from './prompt/prompt-state.js';
import {choose, moveSelection, withSelection} from './selection.js';
import {otherLanguage, shownMonitor} from './shown-monitor.js';
import type {AppState, Dialog, PaneId, UiState} from './state.js';
import {reduceTranscript, scrollTranscript} from './transcript/reduce-transcript.js';
import {atTheEnd} from './transcript/view.js';
import type {UiAction} from './ui-action.js';

/** In the order in which Tab goes through them. */
const panes: readonly PaneId[] = ['guests', 'monitor', 'migration'];

const changeUi = (state: AppState, change: Partial<UiState>): AppState => ({...state, ui: {...state.ui, ...change}});

/** Whoever works in a guest's monitor has chosen this guest. */
const focusPane = (state: AppState, focusedPane: PaneId): AppState =>
	changeUi(focusedPane === 'monitor' ? choose(state) : state, {focusedPane});

/** A plan is only shown to the person who still waits for it: Esc on the way to it means no. */
const isAwaited = (dialog: Dialog, open: Dialog | undefined): boolean =>
	dialog.kind !== 'confirm-migration' || (open?.kind === 'planning' && open.guestName === dialog.plan.guestName);

/** Only a dialog about a line has a name to be typed. */
const changeName = (state: AppState, change: (name: PromptState | undefined) => PromptState | undefined): AppState => {
	const {dialog} = state.ui;
	const typedName = dialog?.kind === 'confirm-line' ? change(dialog.typedName) : undefined;
	return dialog?.kind !== 'confirm-line' || typedName === undefined
		? state
		: changeUi(state, {dialog: {...dialog, typedName}, dialogScroll: 0});
};

const editShownPrompt = (state: AppState, edit: PromptEdit): AppState => {
	const {prompt, histories} = state.ui;
	const language = shownMonitor(state)?.monitor?.language ?? 'hmp';
	const history = histories[language];
	return changeUi(state, {
		prompt: editPrompt(prompt, edit, history),
		histories: edit.edit === 'accept-line' ? {...histories, [language]: remember(history, prompt.text)} : histories,
		transcript: {...state.ui.transcript, ...atTheEnd},
	});
};

/** What keys do to the screen. */
export const reduceUi = (state: AppState, action: UiAction): AppState => {
	const {ui} = state;
	switch (action.kind) {
		case 'focus-pane':
			return focusPane(state, action.pane);
		case 'focus-next-pane': {
			const index = panes.indexOf(ui.focusedPane) + action.direction + panes.length;
			return focusPane(state, panes[index % panes.length] ?? 'guests');
		}

		case 'select-guest':
			return withSelection(choose(state), action.key);
		case 'move-selection':
			return moveSelection(state, action.by);
		case 'choose-monitor-language':
			// The two languages do not understand each other's lines.
			return action.language === otherLanguage(state)
				? changeUi(state, {
						monitorLanguage: action.language,
						transcript: {...ui.transcript, ...atTheEnd},
						prompt: clearPrompt(ui.prompt),
					})
				: state;
		case 'edit-prompt':
			return editShownPrompt(state, action.edit);
		case 'lines-sent': {
			const history = action.lines.reduce(remember, ui.histories[action.language]);
			return changeUi(state, {
				prompt: clearPrompt(ui.prompt),
				histories: {...ui.histories, [action.language]: history},
				transcript: {...ui.transcript, ...atTheEnd},
			});
		}

		case 'scroll-transcript':
			return scrollTranscript(state, action.by);
		case 'transcript':
			return reduceTranscript(state, action.change);
		case 'scroll-dialog':
			return changeUi(state, {dialogScroll: Math.max(0, ui.dialogScroll + action.by)});
		case 'open-dialog':
			return isAwaited(action.dialog, ui.dialog) ? changeUi(state, {dialog: action.dialog, dialogScroll: 0}) : state;
		case 'ask-name':
			return changeName(state, () => emptyPrompt);
		case 'edit-name':
			return changeName(state, name => name && editPrompt(name, action.edit));
		case 'close-dialog':
			return ui.dialog === undefined ? state : changeUi(state, {dialog: undefined, dialogScroll: 0});
		case 'notice':
			return ui.notice === action.text ? state : changeUi(state, {notice: action.text});
		default: {
			const never: never = action;
			return never;
		}
	}
};
