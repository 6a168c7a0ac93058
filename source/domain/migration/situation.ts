import type {Situation} from './decide.js';
import {phaseOfStatus} from './phase.js';
import type {MigrationState} from './state.js';

/** Long enough for a connection that QEMU accepted late; a QEMU below 1.0 that loads is silent and resets nothing. */
const stuckAfterMs = 10_000;

const isStuck = ({destination, idleSinceMs}: MigrationState): boolean =>
	!destination.tellsRunStates &&
	idleSinceMs !== undefined &&
	(destination.heardAtMs ?? 0) - idleSinceMs >= stuckAfterMs;

/** The guest may have run on the destination: from then on its source is too old to be continued, whatever happens. */
export const hasPostCopyBegun = ({phases, source, isPostCopyAsked}: MigrationState): boolean =>
	// Once ordered it may have come and gone between two looks.
	isPostCopyAsked ||
	phases.some(({phase}) => phase === 'post-copy') ||
	phaseOfStatus(source.migration?.status) === 'post-copy';

/** The facts of a state that `decide` and `releaseRefusal` look at. */
export const situationOf = (state: MigrationState): Situation => {
	const {source, destination, plan, isSent} = state;
	const {launch} = plan.destination;
	const isStartedStopped = launch.kind === 'start' ? launch.commandLine.includes('-S') : launch.isStartedStopped;
	return {
		source,
		destination,
		expectRunning: plan.expectRunning,
		isDestinationStopped: isStartedStopped || (plan.arrivesPaused && destination.tellsRunStates),
		isDestinationOurs: launch.kind === 'start',
		isDestinationStuck: isStuck(state),
		isSent,
		isSourceStoppedByUs: state.isSourceStoppedByUs,
		isPostCopy: hasPostCopyBegun(state),
	};
};
