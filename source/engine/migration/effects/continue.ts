import {cont} from '../../../protocol/operations/index.js';
import {ask} from '../../monitors/ask.js';
import type {Performer} from './performer.js';

export const continueDestination: Performer = async ({context, state}) => {
	const session = await context.destinationSide(state)?.session();
	if (session) {
		await ask(session, cont, undefined);
	}

	return undefined;
};

/** Looks once more before the one command that could make a second copy. */
export const continueSource: Performer = async ({context, state}) => {
	const destination = context.destinationSide(state);
	const found = destination === undefined ? 'gone' : await destination.look();
	if (found !== 'gone') {
		return {
			kind: 'observed',
			destination: found === 'alive' ? {contact: 'ok', process: 'alive'} : {contact: 'lost', process: 'unknown'},
		};
	}

	await ask(await context.sourceSide(state).session(), cont, undefined);
	return undefined;
};
