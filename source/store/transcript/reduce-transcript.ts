import {editPrompt} from '../prompt/edit-prompt.js';
import {emptyPrompt} from '../prompt/prompt-state.js';
import type {AppState} from '../state.js';
import {lastLong, withFoldToggled} from './entry.js';
import {comparePlaces, firstPlace, indexOfId, type LinePlace, lastPlace, linesAfter, movePlace} from './place.js';
import {findMatch} from './search.js';
import {shownKeys, shownListing} from './shown-entries.js';
import {entriesOf} from './transcript.js';
import type {TranscriptStep} from './transcript-step.js';
import {atTheEnd, type TranscriptView} from './view.js';

const change = (state: AppState, changes: Partial<TranscriptView>): AppState => ({
	...state,
	ui: {...state.ui, transcript: {...state.ui.transcript, ...changes}},
});

/** Scrolls back (negative) or forward without a cursor, never past the ends; at the end new lines are followed again. */
export const scrollTranscript = (state: AppState, by: number): AppState => {
	const listing = shownListing(state);
	const {at} = state.ui.transcript;
	const from = at ?? lastPlace(listing);
	const moved = from && movePlace(listing, from, by);
	return change(state, {at: moved === undefined || linesAfter(listing, moved) === 0 ? undefined : moved});
};

/** A match that is folded away is unfolded, or the cursor would stand on a line that is not there. */
const goTo = (state: AppState, cursor: LinePlace | undefined): AppState => {
	const {entries, unfolded} = shownListing(state);
	const entry = cursor && entries[indexOfId(entries, cursor.id)];
	const isHidden = cursor !== undefined && movePlace({entries, unfolded}, cursor, 0)?.line !== cursor.line;
	return change(state, {cursor, ...(entry && isHidden ? {unfolded: withFoldToggled(entry, unfolded)} : {})});
};

const find = (state: AppState, from: LinePlace | undefined, direction: 1 | -1, isInclusive: boolean): AppState => {
	const found = from && findMatch(shownListing(state), from, state.ui.transcript.search, direction, isInclusive);
	return found === undefined ? state : goTo(state, found);
};

const toggleFold = (state: AppState): AppState => {
	const {entries, unfolded} = shownListing(state);
	const {cursor} = state.ui.transcript;
	const entry = cursor === undefined ? lastLong(entries) : entries[indexOfId(entries, cursor.id)];
	const toggled = entry === undefined ? unfolded : withFoldToggled(entry, unfolded);
	const kept = cursor && movePlace({entries, unfolded: toggled}, cursor, 0);
	return change(state, {unfolded: toggled, cursor: kept});
};

const search = (state: AppState, step: Extract<TranscriptStep, {step: `${string}-search`}>): AppState => {
	const {cursor, draft} = state.ui.transcript;
	switch (step.step) {
		case 'begin-search': {
			const from = cursor ?? lastPlace(shownListing(state));
			return from === undefined ? state : change(state, {cursor: from, draft: {prompt: emptyPrompt, from}});
		}

		case 'edit-search': {
			if (draft === undefined) {
				return state;
			}

			const prompt = editPrompt(draft.prompt, step.edit);
			const typed = change(state, {draft: {...draft, prompt}, search: prompt.text, cursor: draft.from});
			return find(typed, draft.from, -1, true);
		}

		case 'accept-search':
			return change(state, {draft: undefined});
		default:
			return change(state, {draft: undefined, search: '', cursor: draft?.from ?? cursor});
	}
};

const clear = (state: AppState): AppState =>
	change(state, {
		...atTheEnd,
		cleared: {
			...state.ui.transcript.cleared,
			...Object.fromEntries(shownKeys(state).map(key => [key, entriesOf(state, key).at(-1)?.id ?? 0])),
		},
	});

/** What keys do to the way a conversation is looked at. */
export const reduceTranscript = (state: AppState, step: TranscriptStep): AppState => {
	const {cursor, at, anchor, showsTimes} = state.ui.transcript;
	const listing = shownListing(state);
	switch (step.step) {
		case 'look-back':
			return change(state, {cursor: cursor ?? at ?? lastPlace(listing), at: undefined});
		case 'stop-looking':
			return change(state, atTheEnd);
		case 'move':
			return change(state, {cursor: cursor && movePlace(listing, cursor, step.by)});
		case 'move-to':
			return change(state, {cursor: step.end === 'first' ? firstPlace(listing) : lastPlace(listing)});
		case 'fold':
			return toggleFold(state);
		case 'mark':
			return change(state, {anchor: anchor === undefined ? cursor : undefined});
		case 'begin-search':
		case 'edit-search':
		case 'accept-search':
		case 'drop-search':
			return search(state, step);
		case 'find':
			return find(state, cursor, step.direction, false);
		case 'filter': {
			const next = change(state, {filter: step.filter, anchor: undefined, at: undefined});
			return cursor === undefined ? next : change(next, {cursor: movePlace(shownListing(next), cursor, 0)});
		}

		case 'times':
			return change(state, {showsTimes: !showsTimes});
		case 'clear':
			return clear(state);
		case 'sides':
			return change(state, {...atTheEnd, sides: step.sides});
		default: {
			const never: never = step;
			return never;
		}
	}
};

/** Whether a line lies in the selection; the cursor's own line is one too. */
export const isSelected = ({cursor, anchor}: Pick<TranscriptView, 'cursor' | 'anchor'>, place: LinePlace): boolean => {
	if (cursor === undefined) {
		return false;
	}

	const [first, last] = [cursor, anchor ?? cursor].sort(comparePlaces);
	return (
		first !== undefined && last !== undefined && comparePlaces(first, place) <= 0 && comparePlaces(place, last) <= 0
	);
};
