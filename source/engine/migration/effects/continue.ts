import {cont} from '../../../protocol/operations/index.js';
import {askWithin} from '../../monitors/ask.js';
import {observeSide} from '../observe-side.js';
import type {Performer} from './performer.js';

/** A monitor that is silent for longer gets no order that it would follow at a time of its own. */
const answerTimeoutMs = 5000;

// Both end with a look: what was seen before the order must not lead to a second one.

export const continueDestination: Performer = async ({context, state}) => {
	const side = context.destinationSide(state);
	if (!side) {
		return undefined;
	}

	await side
		.session()
		.then(session => askWithin(context.clock, answerTimeoutMs, session, cont, undefined))
		.catch(() => undefined);
	return {kind: 'observed', destination: await observeSide(side, 'destination', context, state)};
};

/** Looks once more before the one command that could make a second copy. */
export const continueSource: Performer = async ({context, state}) => {
	const destination = context.destinationSide(state);
	// A destination that was sent nothing cannot hold a copy; one that was started by hand may go on waiting.
	const found = destination === undefined || !state.isSent ? 'gone' : await destination.look();
	if (found !== 'gone') {
		return {
			kind: 'observed',
			destination: found === 'alive' ? {contact: 'ok', process: 'alive'} : {contact: 'lost', process: 'unknown'},
		};
	}

	const source = context.sourceSide(state);
	await source
		.session()
		.then(session => askWithin(context.clock, answerTimeoutMs, session, cont, undefined))
		.catch(() => undefined);
	return {kind: 'observed', source: await observeSide(source, 'source', context, state)};
};
