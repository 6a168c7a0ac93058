import {type GuestKey, guestKey} from '../../domain/guest.js';
import {guestsOf, selectedGuestOf} from '../shown-monitor.js';
import type {AppState} from '../state.js';

/** One of the two processes whose monitors can be watched together. */
export type MonitorSide = {readonly host: string; readonly guest: GuestKey};

/** Source and destination of the migration that the selected guest takes part in, also after one of the two has ended. */
const sidesOfMigration = ({migration}: AppState): readonly [MonitorSide, MonitorSide] | undefined => {
	if (migration?.destinationProcess === undefined) {
		return undefined;
	}

	const {plan, destinationProcess} = migration;
	const [source, destination] = [plan.source, plan.destination];
	return [
		{host: source.host, guest: guestKey(source.host, source.process)},
		{host: destination.host, guest: guestKey(destination.host, destinationProcess)},
	];
};

/** The selected guest and its namesake on another host, in the order of the hosts. */
const sidesByName = (state: AppState): readonly [MonitorSide, MonitorSide] | undefined => {
	const selected = selectedGuestOf(state);
	const other = guestsOf(state).find(({name, host}) => name === selected?.name && host !== selected.host);
	if (selected === undefined || other === undefined) {
		return undefined;
	}

	const sides = [selected, other].map(({host, key}): MonitorSide => ({host, guest: key}));
	const [first, second] = state.hosts[0]?.name === other.host ? sides.reverse() : sides;
	return first && second && [first, second];
};

/** The two processes of the selected guest, source first; `undefined` where there is only one. */
export const availableSides = (state: AppState): readonly [MonitorSide, MonitorSide] | undefined => {
	const moving = sidesOfMigration(state);
	return moving?.some(({guest}) => guest === state.ui.selectedGuest) ? moving : sidesByName(state);
};

/** The same where both are shown. */
export const shownSides = (state: AppState): readonly [MonitorSide, MonitorSide] | undefined =>
	state.ui.transcript.sides === 'both' ? availableSides(state) : undefined;
