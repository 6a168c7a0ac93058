import {messageOf} from '../../../lib/message-of.js';
import {stop} from '../../../protocol/operations/index.js';
import {timedOut} from '../../clock.js';
import {askWithin} from '../../monitors/ask.js';
import type {Performer} from './performer.js';

/** QEMU drains its disks before it answers, which takes as long as the storage does. */
const answerTimeoutMs = 30_000;

/** Stops the guest for a move offline. Without an answer it may stand still: the rules look and continue it. */
export const stopSource: Performer = async ({context, state}) => {
	const where = {name: state.plan.guestName, host: state.plan.source.host};
	let raw = `Its monitor did not answer within ${answerTimeoutMs / 1000} s.`;
	try {
		const session = await context.sourceSide(state).session();
		const answer = await askWithin(context.clock, answerTimeoutMs, session, stop, undefined);
		if (answer !== timedOut) {
			return answer.ok
				? {kind: 'source-stopped'}
				: {
						kind: 'gave-up',
						problem: {kind: 'monitor-refused', ...where, command: 'stop', raw: answer.reason.text},
					};
		}
	} catch (error) {
		raw = messageOf(error);
	}

	return {kind: 'gave-up', problem: {kind: 'monitor-lost', ...where, raw}};
};
