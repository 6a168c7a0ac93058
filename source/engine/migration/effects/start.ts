import {migrationUri} from '../../../domain/migration/plan.js';
import {migrate} from '../../../protocol/operations/index.js';
import {ask} from '../../monitors/ask.js';
import {MonitorLostError} from '../../monitors/monitor-session.js';
import type {Performer} from './performer.js';

/** Sends `migrate`, once. Without an answer it may have been done, so both sides are looked at and it is never sent again. */
export const start: Performer = async ({context, state}) => {
	const {plan} = state;
	const uri = migrationUri(plan.destination);
	try {
		const session = await context.sourceSide(state).session();
		const answer = await ask(session, migrate, {uri});
		return answer.ok
			? {kind: 'started'}
			: {
					kind: 'gave-up',
					problem: {
						kind: 'monitor-refused',
						name: plan.guestName,
						host: plan.source.host,
						command: `migrate ${uri}`,
						raw: answer.reason.text,
					},
				};
	} catch (error) {
		if (error instanceof MonitorLostError) {
			return {kind: 'started'};
		}

		throw error;
	}
};
