import {newHost} from '../domain/host.js';
import {emptyPrompt} from './prompt/prompt-state.js';
import type {AppState, UiState} from './state.js';
import {initialTranscriptView} from './transcript/view.js';

const initialUi: UiState = {
	focusedPane: 'guests',
	selectedGuest: undefined,
	hasChosenGuest: false,
	monitorLanguage: undefined,
	prompt: emptyPrompt,
	histories: {qmp: [], hmp: []},
	transcript: initialTranscriptView,
	dialog: undefined,
	dialogScroll: 0,
	notice: undefined,
};

/** Before anything was heard. `hostNames` in the order of the command line, `nowMs` epoch milliseconds. */
export const initialState = (hostNames: readonly string[], nowMs: number, isReadOnly = false): AppState => ({
	hosts: hostNames.map(newHost),
	transcripts: {},
	migration: undefined,
	questions: [],
	isReadOnly,
	nowMs,
	ui: initialUi,
});
