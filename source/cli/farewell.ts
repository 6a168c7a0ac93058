import type {EngineCommand} from '../domain/command.js';
import {runStateOf} from '../domain/guest.js';
import {isFinal} from '../domain/migration/phase.js';
import {presentMigration} from '../domain/migration/present.js';
import {whereabouts} from '../domain/migration/whereabouts.js';
import {sanitize} from '../lib/sanitize.js';
import type {AppState} from '../store/state.js';
import type {Store} from '../store/store.js';

/** What the console needs of the engine. */
export type ConsoleEngine = {readonly store: Store; readonly send: (command: EngineCommand) => void};

const migrationLines = ({migration, hosts}: AppState): readonly string[] => {
	if (migration === undefined) {
		return [];
	}

	const {guestName, source, destination} = migration.plan;
	const words = whereabouts(presentMigration(migration, hosts));
	return [`Migration of ${guestName}: ${source.host}: ${words.source}; ${destination.host}: ${words.destination}.`];
};

/** Which guest was where when it was last heard, for somebody who has just lost the screen. */
export const whereGuestsAre = (state: AppState): readonly string[] =>
	[
		...migrationLines(state),
		...state.hosts.map(({name, guests}) =>
			guests.length === 0
				? `${name}: no guest is known`
				: `${name}: ${guests.map(guest => `${guest.name} ${runStateOf(guest)}`).join(', ')}`,
		),
	].map(text => sanitize(text));

/** What is left undone when the person leaves: nothing, as a rule. */
export const farewell = (state: AppState): readonly string[] => {
	const {migration} = state;
	if (migration === undefined || isFinal(migration.phase)) {
		return [];
	}

	const {guestName, source, destination} = migration.plan;
	const again = `vmferry ${source.host} ${destination.host}`;
	return (
		migration.phase === 'confirming'
			? [
					...migrationLines(state),
					`The empty process is still on ${source.host} (pid ${source.process.pid}).`,
					`To end it: vmferry release ${guestName} ${source.host} ${destination.host}`,
				]
			: [
					...migrationLines(state),
					"It is QEMU's own and goes on without vmferry, but nobody verifies its end now.",
					`To look at both sides again: ${again}`,
				]
	).map(text => sanitize(text));
};
