import {migrationUri} from '../../../domain/migration/plan.js';
import {messageOf} from '../../../lib/message-of.js';
import {migrate} from '../../../protocol/operations/index.js';
import {ask} from '../../monitors/ask.js';
import {MonitorLostError, type MonitorSession} from '../../monitors/monitor-session.js';
import type {Performer} from './performer.js';

/** Sends `migrate`, once. Without an answer it may have been done, so both sides are looked at and it is never sent again. */
export const start: Performer = async ({context, state}) => {
	const {plan} = state;
	const uri = migrationUri(plan.destination);
	const where = {name: plan.guestName, host: plan.source.host};
	let session: MonitorSession;
	try {
		session = await context.sourceSide(state).session();
	} catch (error) {
		// Nothing was sent.
		const raw = messageOf(error);
		return {kind: 'gave-up', problem: {kind: 'monitor-lost', ...where, raw}};
	}

	try {
		const answer = await ask(session, migrate, {uri});
		return answer.ok
			? {kind: 'started', isAnswered: true}
			: {
					kind: 'gave-up',
					problem: {kind: 'monitor-refused', ...where, command: `migrate ${uri}`, raw: answer.reason.text},
				};
	} catch (error) {
		if (error instanceof MonitorLostError) {
			return {kind: 'started', isAnswered: false};
		}

		throw error;
	}
};
