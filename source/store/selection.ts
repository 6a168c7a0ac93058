import type {Guest, GuestKey} from '../domain/guest.js';
import {clearPrompt} from './prompt/prompt-state.js';
import {guestsOf, selectedGuestOf} from './shown-monitor.js';
import type {AppState} from './state.js';
import {atTheEnd} from './transcript/view.js';

/** Another guest is another monitor: what was typed for the one before must not reach it. */
export const withSelection = (state: AppState, key: GuestKey | undefined): AppState =>
	key === state.ui.selectedGuest
		? state
		: {
				...state,
				ui: {
					...state.ui,
					selectedGuest: key,
					monitorLanguage: undefined,
					transcript: {...state.ui.transcript, ...atTheEnd},
					prompt: clearPrompt(state.ui.prompt),
				},
			};

/** Where a selection goes when its process has ended: after the guest, to its other process; else to the same row. */
const successor = (state: AppState, before: AppState): Guest | undefined => {
	const guests = guestsOf(state);
	const old = selectedGuestOf(before);
	const row = guestsOf(before).findIndex(({key}) => key === old?.key);
	return (
		guests.find(({name, host}) => name === old?.name && host !== old.host) ??
		guests.find(({name}) => name === old?.name) ??
		guests[Math.min(Math.max(0, row), guests.length - 1)]
	);
};

/**
Keeps the selection on a guest that is there. Hosts answer in any order: until the person chose a guest, the proposal is
one of the first host that has any, so that the source named first is meant whoever was quicker.
*/
export const withValidSelection = (state: AppState, before: AppState): AppState => {
	const guests = guestsOf(state);
	const selected = selectedGuestOf(state);
	if (selected === undefined) {
		return withSelection(state, (state.ui.selectedGuest === undefined ? guests[0] : successor(state, before))?.key);
	}

	return state.ui.hasChosenGuest || selected.host === guests[0]?.host ? state : withSelection(state, guests[0]?.key);
};

/** Moves the selection by rows, stopping at the ends. */
export const moveSelection = (state: AppState, by: number): AppState => {
	const guests = guestsOf(state);
	const row = guests.findIndex(({key}) => key === state.ui.selectedGuest);
	const target = guests[Math.max(0, Math.min(row + by, guests.length - 1))];
	return target === undefined ? state : withSelection(choose(state), target.key);
};

/** From now on the selection is the person's. */
export const choose = (state: AppState): AppState =>
	state.ui.hasChosenGuest || state.ui.selectedGuest === undefined
		? state
		: {...state, ui: {...state.ui, hasChosenGuest: true}};
