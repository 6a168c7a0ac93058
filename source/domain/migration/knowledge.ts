import type {MigrationFacts} from '../../protocol/facts.js';
import type {SideObservation} from './events.js';
import {addSample, takeSample} from './sample.js';
import type {MigrationState, SideView} from './state.js';

/** What is known of a side after it was looked at; what was not said now is kept. */
export const look = (side: SideView, seen: SideObservation | undefined, atMs: number): SideView =>
	seen === undefined
		? side
		: {
				contact: seen.contact,
				process: seen.process ?? side.process,
				status: seen.status ?? side.status,
				migration: seen.migration ?? side.migration,
				heardAtMs: seen.contact === 'ok' ? atMs : side.heardAtMs,
				errorOutput: seen.errorOutput ?? side.errorOutput,
				isEndedByUs: seen.isEndedByUs ?? side.isEndedByUs,
				tellsRunStates: seen.tellsRunStates ?? side.tellsRunStates,
			};

const isActive = (facts: MigrationFacts | undefined): facts is MigrationFacts => facts?.ram !== undefined;

/** The copy's figures, where the source gave some. */
export const sampled = (state: MigrationState, facts: MigrationFacts | undefined, atMs: number): MigrationState => {
	if (!isActive(facts)) {
		return state;
	}

	const previous = state.samples.at(-1);
	const sample = takeSample(previous, facts, atMs);
	const hasMoved = sample.transferredBytes !== previous?.transferredBytes;
	return {
		...state,
		samples: addSample(state.samples, sample),
		movedAtMs: hasMoved ? atMs : state.movedAtMs,
	};
};

/** Nothing more comes from a source that is complete or gone, and the destination answers that it runs nothing. */
export const idled = (state: MigrationState, hasDestinationAnswered: boolean, atMs: number): MigrationState => {
	const {source, destination} = state;
	const isOver = source.process === 'gone' || source.migration?.status === 'completed';
	if (!isOver || destination.status?.running !== false) {
		return state.idleSinceMs === undefined ? state : {...state, idleSinceMs: undefined};
	}

	return hasDestinationAnswered && state.idleSinceMs === undefined ? {...state, idleSinceMs: atMs} : state;
};

/**
Whether the source shows that `migrate` reached it. A guest that arrived by a migration says `completed` of that one (since
2.11), and is not `postmigrate`.
*/
export const hasBegun = ({source: {migration, status}}: MigrationState): boolean =>
	migration?.status !== undefined && (migration.status !== 'completed' || status?.runState === 'postmigrate');
