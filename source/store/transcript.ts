import type {Guest} from '../domain/guest.js';
import {shownMonitor} from './shown-monitor.js';
import type {AppState, TranscriptEntry, TranscriptKey} from './state.js';

/** Older entries of a conversation are dropped. */
export const longestTranscript = 10_000;

const noEntries: readonly TranscriptEntry[] = [];

export const entriesOf = (state: AppState, key: TranscriptKey | undefined): readonly TranscriptEntry[] =>
	(key === undefined ? undefined : state.transcripts[key]) ?? noEntries;

/** How many lines entries take before any of them is broken to a width. */
export const countLines = (entries: readonly TranscriptEntry[]): number =>
	entries.reduce((sum, {text}) => sum + text.split('\n').length, 0);

/** The conversation on screen; `undefined` when the selected guest has no monitor that can be attached to. */
export const shownTranscriptKey = (state: AppState): TranscriptKey | undefined => {
	const shown = shownMonitor(state);
	return shown?.monitor === undefined ? undefined : transcriptKey(shown.guest, shown.monitor.language);
};

export const transcriptKey = (guest: Pick<Guest, 'key'>, language: 'qmp' | 'hmp'): TranscriptKey =>
	`${guest.key} ${language}`;

/** Appends to a conversation. Whoever has scrolled back in it stays at the lines being read. */
export const growTranscript = (state: AppState, key: TranscriptKey, entries: readonly TranscriptEntry[]): AppState => {
	if (entries.length === 0) {
		return state;
	}

	const grown = {
		...state,
		transcripts: {...state.transcripts, [key]: [...entriesOf(state, key), ...entries].slice(-longestTranscript)},
	};
	return state.ui.transcriptScroll === 0 || key !== shownTranscriptKey(state)
		? grown
		: scrollTranscript(grown, countLines(entries));
};

/** Scrolls back (positive) or forward, never past the ends. */
export const scrollTranscript = (state: AppState, by: number): AppState => {
	const lines = countLines(entriesOf(state, shownTranscriptKey(state)));
	const transcriptScroll = Math.max(0, Math.min(state.ui.transcriptScroll + by, lines - 1));
	return transcriptScroll === state.ui.transcriptScroll ? state : {...state, ui: {...state.ui, transcriptScroll}};
};
