import type {GuestKey} from '../../domain/guest.js';
import type {AppState, TranscriptEntry, TranscriptKey} from '../state.js';
import {eventNameOf} from './entry.js';
import {indexOfId, type Listing} from './place.js';
import {shownSides} from './sides.js';
import {entriesOf, shownTranscriptKey, transcriptKey} from './transcript.js';
import type {EventFilter} from './view.js';

/** Remembers its last answer: reducers, selectors and the next frame ask for the same one. */
const rememberLast = <Arguments extends readonly unknown[], Answer>(make: (...args: Arguments) => Answer) => {
	let last: {readonly args: Arguments; readonly answer: Answer} | undefined;
	return (...args: Arguments): Answer => {
		if (last === undefined || last.args.length !== args.length || args.some((arg, at) => arg !== last?.args[at])) {
			last = {args, answer: make(...args)};
		}

		return last.answer;
	};
};

const languagesOf = (guest: GuestKey): readonly TranscriptKey[] => [
	transcriptKey({key: guest}, 'qmp'),
	transcriptKey({key: guest}, 'hmp'),
];

/** The conversations on screen. */
export const shownKeys = (state: AppState): readonly TranscriptKey[] => {
	const sides = shownSides(state);
	const single = shownTranscriptKey(state);
	return sides === undefined ? (single === undefined ? [] : [single]) : sides.flatMap(({guest}) => languagesOf(guest));
};

/** One time line: ids are given in the order in which things reached this machine, whose clock is the only one for both. */
const merge = rememberLast((...lists: ReadonlyArray<readonly TranscriptEntry[]>): readonly TranscriptEntry[] => {
	const filled = lists.filter(({length}) => length > 0);
	return filled.length <= 1 ? (filled[0] ?? []) : filled.flat().sort((left, right) => left.id - right.id);
});

const passes = ({kind}: TranscriptEntry, filter: EventFilter['kind']): boolean =>
	filter === 'no-events' ? kind !== 'event' : kind === 'event';

const filtered = rememberLast(
	(entries: readonly TranscriptEntry[], kind: EventFilter['kind'], name: string | undefined) =>
		kind === 'all'
			? entries
			: entries.filter(entry => (kind === 'named' ? eventNameOf(entry) === name : passes(entry, kind))),
);

/** What can be looked back at, through the filter. */
export const shownListing = (state: AppState): Listing => {
	const {filter, unfolded} = state.ui.transcript;
	const entries = merge(...shownKeys(state).map(key => entriesOf(state, key)));
	return {entries: filtered(entries, filter.kind, filter.kind === 'named' ? filter.name : undefined), unfolded};
};

/** The first entry that was not cleared away; 0 for whoever looks back. */
export const firstUncleared = (state: AppState, {entries}: Listing): number => {
	const {at, cursor, cleared} = state.ui.transcript;
	const last = Math.max(0, ...shownKeys(state).map(key => cleared[key] ?? 0));
	return at !== undefined || cursor !== undefined || last === 0 ? 0 : indexOfId(entries, last + 1);
};
