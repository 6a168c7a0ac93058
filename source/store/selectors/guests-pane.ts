import type {Guest} from '../../domain/guest.js';
import {describeHolder} from '../../domain/guest.js';
import type {Host} from '../../domain/host.js';
import {sanitize} from '../../lib/sanitize.js';
import {selectedGuestOf} from '../shown-monitor.js';
import type {AppState} from '../state.js';
import {contactWords, isOld} from './contact-words.js';
import {type GuestRow, guestRow, monitorWords} from './guest-row.js';
import {type HostFact, hostFacts} from './host-facts.js';
import {type Line, line} from './line.js';

export type GuestsPaneLine =
	| {readonly kind: 'host'; readonly name: string; readonly tone: Line['tone']; readonly facts: readonly HostFact[]}
	| {readonly kind: 'text'; readonly line: Line}
	| {readonly kind: 'guest'; readonly row: GuestRow};

export type GuestsPane = {
	readonly isFocused: boolean;
	readonly lines: readonly GuestsPaneLine[];
	/** About the selected guest: where its monitors are and what is wrong with them. */
	readonly detail: Line | undefined;
};

const detailOf = (guest: Guest | undefined): Line | undefined => {
	if (guest === undefined) {
		return undefined;
	}

	const {contact} = guest;
	const where = monitorWords(guest);
	switch (contact.state) {
		case 'busy':
			return line(`${where}: taken by ${sanitize(describeHolder(contact.holder))}`, 'warn');
		case 'failed':
			return line(`${where}: ${sanitize(contact.why)}`, 'warn');
		case 'none':
			return where === '' ? line(`its monitor ${sanitize(contact.why)}`, 'warn') : line(where, 'dim');
		default:
			return line(where, 'dim');
	}
};

const emptyHost = (host: Host): readonly GuestsPaneLine[] => {
	if (host.guests.length > 0 || host.contact.state !== 'ready' || host.probeProblem !== undefined) {
		return [];
	}

	const text = host.heardAtMs === undefined ? 'reading its processes' : 'no QEMU process';
	return [{kind: 'text', line: line(text, 'dim')}];
};

/** Both hosts with their guests, one under the other. */
export const selectGuestsPane = (state: AppState): GuestsPane => ({
	isFocused: state.ui.focusedPane === 'guests',
	lines: state.hosts.flatMap((host): readonly GuestsPaneLine[] => {
		const {tone, details} = contactWords(host, state.nowMs);
		const isStale = isOld(host, state.nowMs) || (host.contact.state !== 'ready' && host.guests.length > 0);
		return [
			{kind: 'host', name: sanitize(host.name), tone, facts: hostFacts(host)},
			...details.map((text): GuestsPaneLine => ({kind: 'text', line: line(text, tone === 'good' ? 'dim' : tone)})),
			...emptyHost(host),
			...host.guests.map(
				(guest): GuestsPaneLine => ({
					kind: 'guest',
					row: guestRow(guest, {
						isSelected: guest.key === state.ui.selectedGuest,
						isStale,
						migration: state.migration,
					}),
				}),
			),
		];
	}),
	detail: detailOf(selectedGuestOf(state)),
});
