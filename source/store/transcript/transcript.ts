import type {Guest} from '../../domain/guest.js';
import {shownMonitor} from '../shown-monitor.js';
import type {AppState, TranscriptEntry, TranscriptKey} from '../state.js';
import {linesOf} from './entry.js';

/** Lines of one conversation; older entries are dropped. */
export const longestTranscript = 10_000;
/** Characters of one conversation, so that a few replies of a megabyte do not fill the memory. */
export const largestTranscript = 4_000_000;

const noEntries: readonly TranscriptEntry[] = [];

export const entriesOf = (state: AppState, key: TranscriptKey | undefined): readonly TranscriptEntry[] =>
	(key === undefined ? undefined : state.transcripts[key]) ?? noEntries;

export const transcriptKey = (guest: Pick<Guest, 'key'>, language: 'qmp' | 'hmp'): TranscriptKey =>
	`${guest.key} ${language}`;

/** The conversation on screen; `undefined` when the selected guest has no monitor that can be attached to. */
export const shownTranscriptKey = (state: AppState): TranscriptKey | undefined => {
	const shown = shownMonitor(state);
	return shown?.monitor === undefined ? undefined : transcriptKey(shown.guest, shown.monitor.language);
};

type Size = {readonly lines: number; readonly characters: number};

const sizeOf = (entry: TranscriptEntry): Size => ({lines: linesOf(entry).length, characters: entry.text.length});

/** Each conversation is counted once and then carried on: it grows with every event. */
const sizes = new WeakMap<readonly TranscriptEntry[], Size>();

const sizeOfAll = (entries: readonly TranscriptEntry[]): Size =>
	sizes.get(entries) ??
	entries
		.map(sizeOf)
		.reduce((sum, {lines, characters}) => ({lines: sum.lines + lines, characters: sum.characters + characters}), {
			lines: 0,
			characters: 0,
		});

/** An entry that alone is longer than a conversation may be keeps its first lines. */
const cutToLength = (entry: TranscriptEntry): TranscriptEntry => {
	const lines = linesOf(entry);
	return lines.length < longestTranscript
		? entry
		: {
				...entry,
				text: [
					...lines.slice(0, longestTranscript - 2),
					`… ${lines.length - longestTranscript + 2} lines more were not kept`,
				].join('\n'),
			};
};

/** Appends to a conversation, and drops what is too old. */
export const growTranscript = (state: AppState, key: TranscriptKey, added: readonly TranscriptEntry[]): AppState => {
	if (added.length === 0) {
		return state;
	}

	const before = entriesOf(state, key);
	const fresh = added.map(cutToLength);
	const all = [...before, ...fresh];
	const [old, more] = [sizeOfAll(before), sizeOfAll(fresh)];
	let {lines, characters} = {lines: old.lines + more.lines, characters: old.characters + more.characters};
	let first = 0;
	for (; first < all.length - 1 && (lines > longestTranscript || characters > largestTranscript); first++) {
		const entry = all[first];
		const gone = entry === undefined ? {lines: 0, characters: 0} : sizeOf(entry);
		lines -= gone.lines;
		characters -= gone.characters;
	}

	const kept = first === 0 ? all : all.slice(first);
	sizes.set(kept, {lines, characters});
	return {...state, transcripts: {...state.transcripts, [key]: kept}};
};
