import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Action} from '../../../../source/store/action.js';
import {initialState} from '../../../../source/store/initial-state.js';
import {reducer} from '../../../../source/store/reducer.js';
import type {AppState, TranscriptEntry} from '../../../../source/store/state.js';
import {copyAtCursor, copyCommand} from '../../../../source/store/transcript/copy.js';
import {linesOf} from '../../../../source/store/transcript/entry.js';
import {linesAfter, locate, movePlace} from '../../../../source/store/transcript/place.js';
import {matchesIn, searchPattern} from '../../../../source/store/transcript/search.js';
import {firstUncleared, shownListing} from '../../../../source/store/transcript/shown-entries.js';
import {
	entriesOf,
	largestTranscript,
	longestTranscript,
	transcriptKey,
} from '../../../../source/store/transcript/transcript.js';
import type {TranscriptStep} from '../../../../source/store/transcript/transcript-step.js';
import {copying, startMs, twoHosts, vm01, waitingVm01} from '../../../screen/support/facts.js';

const key = transcriptKey(vm01, 'qmp');
const entry = (id: number, text = `line ${id}`, kind: TranscriptEntry['kind'] = 'reply'): TranscriptEntry => ({
	id,
	kind,
	text,
	atMs: startMs,
});
const longText = (lines: number): string => Array.from({length: lines}, (_, index) => `row ${index}`).join('\n');
const grew = (...entries: readonly TranscriptEntry[]): Action => ({kind: 'transcript-grew', key, entries});
const stateOf = (...actions: readonly Action[]): AppState =>
	[...twoHosts(), {kind: 'select-guest', key: vm01.key} as const, ...actions].reduce(
		reducer,
		initialState(['alpha', 'beta'], startMs),
	);
const step = (change: TranscriptStep): Action => ({kind: 'transcript', change});
const stepped = (state: AppState, ...steps: readonly TranscriptStep[]): AppState =>
	steps.map(step).reduce(reducer, state);
const typed = (text: string): readonly TranscriptStep[] => [
	{step: 'begin-search'},
	...[...text].map((letter): TranscriptStep => ({step: 'edit-search', edit: {edit: 'insert', text: letter}})),
];

describe('a conversation is bounded', () => {
	test('by its lines', () => {
		const state = stateOf(...Array.from({length: 30}, (_, id) => grew(entry(id + 1, longText(1000)))));
		const kept = entriesOf(state, key);
		expect(kept.flatMap(linesOf).length).toBe(longestTranscript);
		expect(kept.at(-1)?.id).toBe(30);
	});

	test('by its characters', () => {
		const state = stateOf(...Array.from({length: 6}, (_, id) => grew(entry(id + 1, 'x'.repeat(1_000_000)))));
		const characters = entriesOf(state, key).reduce((sum, {text}) => sum + text.length, 0);
		expect(characters).toBe(largestTranscript);
	});

	test('also within one entry, which says so', () => {
		const [only] = entriesOf(stateOf(grew(entry(1, longText(25_000)))), key);
		const lines = only === undefined ? [] : linesOf(only);
		expect(lines.length).toBeLessThan(longestTranscript);
		expect(lines[0]).toBe('row 0');
		expect(lines.at(-1)).toBe('… 15002 lines more were not kept');
	});
});

test('moving by lines is the same as counting them, whatever is folded', () => {
	fc.assert(
		fc.property(
			fc.array(fc.integer({min: 1, max: 40}), {minLength: 1, maxLength: 12}),
			fc.array(fc.boolean(), {maxLength: 12}),
			fc.nat(500),
			fc.nat(500),
			(lengths, whole, up, down) => {
				const entries = lengths.map((length, index) => entry(2 * index + 1, longText(length)));
				const unfolded = entries.filter((_, index) => whole[index]).map(({id}) => id);
				const listing = {entries, unfolded};
				const end = {id: 1000, line: 0};
				const last = movePlace(listing, end, 0);
				const first = movePlace(listing, end, -100_000);
				const back = movePlace(listing, end, -up);
				if (!last || !first || !back) {
					throw new Error('There are entries.');
				}

				const all = linesAfter(listing, first);
				expect(linesAfter(listing, last)).toBe(0);
				expect(linesAfter(listing, back)).toBe(Math.min(up, all));
				const forward = movePlace(listing, back, down);
				expect(forward && linesAfter(listing, forward)).toBe(Math.max(0, Math.min(up, all) - down));
			},
		),
	);
});

test('a place whose entry was dropped is the nearest one that is left', () => {
	const listing = {entries: [entry(5), entry(9, 'a\nb')], unfolded: []};
	expect(locate(listing, {id: 1, line: 7})).toEqual({index: 0, line: 0});
	expect(locate(listing, {id: 6, line: 7})).toEqual({index: 1, line: 0});
	expect(locate(listing, {id: 99, line: 0})).toEqual({index: 1, line: 1});
});

describe('search', () => {
	const state = stepped(
		stateOf(grew(entry(1, 'Alpha'), entry(2, 'beta\nalpha'), entry(3, longText(60)), entry(4, 'a.b'))),
		{step: 'look-back'},
	);

	test('goes back while it is typed, wraps, and n and N go on', () => {
		const found = stepped(state, ...typed('alpha'));
		expect(found.ui.transcript.cursor).toEqual({id: 2, line: 1});
		const stayed = stepped(found, {step: 'accept-search'});
		const further = stepped(stayed, {step: 'find', direction: -1});
		expect(further.ui.transcript.cursor).toEqual({id: 1, line: 0});
		expect(stepped(further, {step: 'find', direction: -1}).ui.transcript.cursor).toEqual({id: 2, line: 1});
		expect(stepped(further, {step: 'find', direction: 1}).ui.transcript.cursor).toEqual({id: 2, line: 1});
		expect(stepped(found, {step: 'drop-search'}).ui.transcript).toMatchObject({
			cursor: {id: 4, line: 0},
			search: '',
		});
	});

	test('a capital letter makes case count, signs are literal', () => {
		expect(stepped(state, ...typed('Alpha')).ui.transcript.cursor).toEqual({id: 1, line: 0});
		expect(stepped(state, ...typed('a.')).ui.transcript.cursor).toEqual({id: 4, line: 0});
		const pattern = searchPattern('ß(');
		expect(pattern && matchesIn('ß( İß(', pattern)).toEqual([
			[0, 2],
			[4, 6],
		]);
	});

	test('what is folded away is found and unfolded', () => {
		const found = stepped(state, ...typed('row 44'));
		expect(found.ui.transcript.cursor).toEqual({id: 3, line: 44});
		expect(found.ui.transcript.unfolded).toEqual([3]);
	});
});

describe('copies', () => {
	const state = stepped(
		stateOf(grew(entry(1, 'query-x', 'command'), entry(2, longText(60)), entry(3, 'STOP', 'event'))),
		{step: 'look-back'},
	);

	test('take the whole entry of the cursor, folded or not', () => {
		expect(copyAtCursor(state)).toEqual({text: 'STOP', what: 'the event'});
		const onReply = stepped(state, {step: 'move', by: -1});
		expect(copyAtCursor(onReply)).toEqual({text: longText(60), what: 'the reply to "query-x"'});
		expect(copyCommand(onReply)?.text).toBe('query-x');
	});

	test('take a selection, whichever end came first', () => {
		const selected = stepped(state, {step: 'mark'}, {step: 'move', by: -2});
		expect(copyAtCursor(selected)?.text).toBe(`${longText(60).split('\n').slice(9).join('\n')}\nSTOP`);
		const inside = stepped(state, {step: 'move', by: -9}, {step: 'mark'}, {step: 'move', by: 1});
		expect(copyAtCursor(inside)?.text).toBe('row 2\nrow 3');
	});
});

test('the filter shows events only, none, or those of one name, and the cursor stays on what is shown', () => {
	const state = stepped(
		stateOf(grew(entry(1), entry(2, 'STOP', 'event'), entry(3, 'RESUME {"a":1}', 'event'), entry(4))),
		{step: 'look-back'},
	);
	const idsWith = (filter: Extract<TranscriptStep, {step: 'filter'}>['filter']) => {
		const filtered = stepped(state, {step: 'filter', filter});
		const ids = shownListing(filtered).entries.map(({id}) => id);
		expect(ids).toContain(filtered.ui.transcript.cursor?.id);
		return ids;
	};
	expect(idsWith({kind: 'events'})).toEqual([2, 3]);
	expect(idsWith({kind: 'no-events'})).toEqual([1, 4]);
	expect(idsWith({kind: 'named', name: 'RESUME'})).toEqual([3]);
	expect(idsWith({kind: 'all'})).toEqual([1, 2, 3, 4]);
});

test('cleared is what was there, until somebody looks back', () => {
	const cleared = stepped(stateOf(grew(entry(1), entry(2))), {step: 'clear'});
	const grown = reducer(cleared, grew(entry(3)));
	const firstOf = (state: AppState) => firstUncleared(state, shownListing(state));
	expect(firstOf(cleared)).toBe(2);
	expect(firstOf(grown)).toBe(2);
	expect(firstOf(stepped(grown, {step: 'look-back'}))).toBe(0);
	expect(firstOf(reducer(grown, {kind: 'scroll-transcript', by: -1}))).toBe(0);
});

describe('both monitors', () => {
	const other: Action = {
		kind: 'transcript-grew',
		key: transcriptKey(waitingVm01, 'qmp'),
		entries: [{...entry(2, 'at beta'), host: 'beta'}],
	};
	const migrating: Action = {kind: 'migration-changed', migration: copying()};
	const waiting: Action = {kind: 'guests-listed', host: 'beta', guests: [waitingVm01]};

	test('are one list in the order in which things came', () => {
		const state = stateOf(grew(entry(1), entry(3)), other, waiting, migrating);
		expect(state.ui.transcript.sides).toBe('both');
		expect(shownListing(state).entries.map(({id}) => id)).toEqual([1, 2, 3]);
		const single = stepped(state, {step: 'sides', sides: 'single'});
		expect(shownListing(single).entries.map(({id}) => id)).toEqual([1, 3]);
		// The person has said what to see.
		expect(reducer(single, {kind: 'migration-changed', migration: copying()}).ui.transcript.sides).toBe('single');
	});

	test('do not open under the hands of one who works in the monitor', () => {
		const state = stateOf({kind: 'focus-pane', pane: 'monitor'}, waiting, migrating);
		expect(state.ui.transcript.sides).toBe('auto');
		const later = [{kind: 'focus-pane', pane: 'guests'} as const, {...migrating, migration: copying()}].reduce(
			reducer,
			state,
		);
		expect(later.ui.transcript.sides).toBe('both');
	});

	test('stay in sight when the process of the source has ended', () => {
		const state = stateOf(grew(entry(1)), other, waiting, migrating);
		const released = reducer(state, {kind: 'guests-listed', host: 'alpha', guests: []});
		expect(released.ui.selectedGuest).toBe(waitingVm01.key);
		expect(shownListing(released).entries.map(({id}) => id)).toEqual([1, 2]);
	});
});
