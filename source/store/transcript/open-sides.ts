import {isFinal} from '../../domain/migration/phase.js';
import type {AppState} from '../state.js';
import {availableSides} from './sides.js';

/**
A migration opens both monitors by itself, once: not where the person has said what to see, and not under the hands of one who
works in the monitor.
*/
export const openSides = (state: AppState): AppState => {
	const {migration, ui} = state;
	const isWanted =
		ui.transcript.sides === 'auto' &&
		ui.focusedPane !== 'monitor' &&
		migration !== undefined &&
		migration.destinationProcess !== undefined &&
		!isFinal(migration.phase) &&
		availableSides(state) !== undefined;
	return isWanted ? {...state, ui: {...ui, transcript: {...ui.transcript, at: undefined, sides: 'both'}}} : state;
};
