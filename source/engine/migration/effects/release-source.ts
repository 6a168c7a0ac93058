import {releaseRefusal} from '../../../domain/migration/decide.js';
import type {SideObservation} from '../../../domain/migration/events.js';
import {situationOf} from '../../../domain/migration/situation.js';
import {transition} from '../../../domain/migration/transition.js';
import {endProcess} from '../end-process.js';
import {forgetPlansOf} from '../left-plans.js';
import {observeSide} from '../observe-side.js';
import type {Performer} from './performer.js';

/** Ends the empty process at the source, if a fresh look at both sides has nothing against it. */
export const releaseSource: Performer = async ({context, state}) => {
	const {plan} = state;
	const source = context.sourceSide(state);
	const destination = context.destinationSide(state);
	const refuse = (
		why: string,
		seen: {readonly source?: SideObservation; readonly destination?: SideObservation} = {},
	) =>
		({
			kind: 'release-refused',
			problem: {kind: 'release-refused', name: plan.guestName, source: plan.source.host, why},
			...seen,
		}) as const;
	if (!destination) {
		return refuse('the destination is not known');
	}

	const [seenSource, seenDestination] = await Promise.all([
		observeSide(source, 'source', context, state),
		observeSide(destination, 'destination', context, state),
	]);
	const seen = {source: seenSource, destination: seenDestination};
	const [fresh] = transition(state, {kind: 'observed', ...seen}, context.clock.now());
	const refusal = releaseRefusal(situationOf(fresh));
	if (refusal !== undefined) {
		return refuse(refusal, seen);
	}

	if (seenSource.process === 'gone') {
		return {kind: 'released'};
	}

	// Only in order: a process that does not follow `quit` is worth a look by a person.
	const found = await endProcess(source, context.clock, []);
	if (found === 'gone') {
		await forgetPlansOf(source.host, plan.guestName);
	}

	return found === 'gone'
		? {kind: 'released'}
		: refuse(found === 'alive' ? 'it did not follow quit' : 'its host does not answer', seen);
};
