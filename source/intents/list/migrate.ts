import {isFinal} from '../../domain/migration/phase.js';
import {usualBandwidthBytesPerSecond} from '../../domain/migration/request.js';
import {selectedGuestOf} from '../../store/shown-monitor.js';
import type {AppState} from '../../store/state.js';
import {type Intent, toEngine, toScreen} from '../intent.js';

/** The other host of the two. */
const destinationOf = ({hosts}: AppState, source: string) => hosts.find(({name}) => name !== source);

const running = ({migration}: AppState): string | undefined => {
	if (migration === undefined || isFinal(migration.phase)) {
		return undefined;
	}

	const {guestName, source} = migration.plan;
	return migration.phase === 'confirming'
		? `first say with r what becomes of the empty process of ${guestName} on ${source.host}`
		: `the migration of ${guestName} is under way`;
};

export const migrate: Intent = {
	id: 'migrate',
	title: 'Migrate the selected guest to the other host: shows every command and asks first',
	label: 'migrate',
	group: 'Migration',
	keys: ['m'],
	keyLabel: 'm',
	scopes: ['panes'],
	isDangerous: true,
	disabledBecause(state) {
		if (state.isReadOnly) {
			return 'vmferry was started with --read-only';
		}

		const guest = selectedGuestOf(state);
		if (guest === undefined) {
			return 'no guest is selected';
		}

		const destination = destinationOf(state, guest.host);
		if (destination === undefined) {
			return 'there is no second host: start vmferry with both';
		}

		if (guest.status?.runState === 'postmigrate') {
			return `this process of ${guest.name} on ${guest.host} is empty, its guest has moved away`;
		}

		if (guest.status?.runState === 'inmigrate') {
			return `this process of ${guest.name} on ${guest.host} waits for a guest and holds none`;
		}

		const silent = state.hosts.find(
			({name, contact}) => (name === guest.host || name === destination.name) && contact.state !== 'ready',
		);
		return silent === undefined ? running(state) : `there is no connection to ${silent.name}`;
	},
	steps(state) {
		const guest = selectedGuestOf(state);
		const destination = guest && destinationOf(state, guest.host);
		return guest === undefined || destination === undefined
			? []
			: [
					toScreen({
						kind: 'open-dialog',
						dialog: {kind: 'planning', guestName: guest.name, destinationHost: destination.name},
					}),
					toEngine({
						kind: 'plan-migration',
						request: {
							guestName: guest.name,
							sourceHost: guest.host,
							destinationHost: destination.name,
							maxBandwidthBytesPerSecond: usualBandwidthBytesPerSecond,
							release: 'ask',
						},
					}),
				];
	},
};
