import {agree} from '../agree.js';
import {obtainDestination} from '../obtain-destination.js';
import type {Performer} from './performer.js';

/** Starts or takes the destination and sets both sides up. A destination that was started is never forgotten. */
export const prepare: Performer = async ({context, state, signal}) => {
	const {plan} = state;
	const obtained = await obtainDestination(plan, context, signal);
	if (!obtained.ok) {
		return {kind: 'gave-up', ...obtained.reason};
	}

	const destinationProcess = obtained.value;
	const sides = {
		source: context.sourceSide(state),
		destination: context.sideOf(plan.destination.host, destinationProcess),
	};
	const agreed = await agree(plan, sides, context.clock);
	return agreed.ok
		? {kind: 'prepared', destinationProcess}
		: {kind: 'gave-up', problem: agreed.reason, destinationProcess};
};
