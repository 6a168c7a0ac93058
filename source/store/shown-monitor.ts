import {type ReachableMonitor, reachableMonitors} from '../domain/command-line/monitors.js';
import type {Guest} from '../domain/guest.js';
import type {AppState} from './state.js';

export const guestsOf = (state: Pick<AppState, 'hosts'>): readonly Guest[] => state.hosts.flatMap(host => host.guests);

export const selectedGuestOf = (state: Pick<AppState, 'hosts' | 'ui'>): Guest | undefined =>
	guestsOf(state).find(({key}) => key === state.ui.selectedGuest);

/** Best first. libvirt's own monitor takes no second client, so such a guest counts as having none. */
const usableMonitors = ({monitors, managedBy}: Guest): readonly ReachableMonitor[] =>
	managedBy === undefined ? reachableMonitors(monitors) : [];

/** The selected guest and the one of its monitors that the pane shows; no monitor where none can be attached to. */
export const shownMonitor = (
	state: Pick<AppState, 'hosts' | 'ui'>,
): {readonly guest: Guest; readonly monitor: ReachableMonitor | undefined} | undefined => {
	const guest = selectedGuestOf(state);
	if (guest === undefined) {
		return undefined;
	}

	const monitors = usableMonitors(guest);
	const chosen = monitors.find(({language}) => language === state.ui.monitorLanguage);
	return {guest, monitor: chosen ?? monitors[0]};
};

/** The language to swap to; `undefined` when the guest has only one that can be attached to. */
export const otherLanguage = (state: Pick<AppState, 'hosts' | 'ui'>): ReachableMonitor['language'] | undefined => {
	const shown = shownMonitor(state);
	return shown?.monitor === undefined
		? undefined
		: usableMonitors(shown.guest).find(({language}) => language !== shown.monitor?.language)?.language;
};
