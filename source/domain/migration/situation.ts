import type {Situation} from './decide.js';
import type {MigrationState} from './state.js';

/** Long enough for a connection that QEMU accepted late; a QEMU below 1.0 that loads is silent and resets nothing. */
const stuckAfterMs = 10_000;

const isStuck = ({destination, idleSinceMs}: MigrationState): boolean =>
	!destination.tellsRunStates &&
	idleSinceMs !== undefined &&
	(destination.heardAtMs ?? 0) - idleSinceMs >= stuckAfterMs;

/** The facts of a state that `decide` and `releaseRefusal` look at. */
export const situationOf = (state: MigrationState): Situation => {
	const {source, destination, plan, isSent} = state;
	const {launch} = plan.destination;
	return {
		source,
		destination,
		expectRunning: plan.expectRunning,
		isDestinationStopped: launch.kind === 'start' ? launch.commandLine.includes('-S') : launch.isStartedStopped,
		isDestinationOurs: launch.kind === 'start',
		isDestinationStuck: isStuck(state),
		isSent,
	};
};
