import {migrateCancel} from '../../../protocol/operations/index.js';
import {ask} from '../../monitors/ask.js';
import type {Performer} from './performer.js';

export const cancel: Performer = async ({context, state}) => {
	// Whether it came in time is seen on the source; where the link is down it is sent again later.
	await context
		.sourceSide(state)
		.session()
		.then(session => ask(session, migrateCancel, undefined))
		.catch(() => undefined);
	return undefined;
};
