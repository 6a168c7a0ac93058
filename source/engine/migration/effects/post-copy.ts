import {migrationUri} from '../../../domain/migration/plan.js';
import {messageOf} from '../../../lib/message-of.js';
import type {Result} from '../../../lib/result.js';
import {
	migrateRecover,
	migrateResume,
	type Operation,
	type OperationRefusal,
	startPostCopy,
} from '../../../protocol/operations/index.js';
import {type Clock, timedOut} from '../../clock.js';
import {askWithin} from '../../monitors/ask.js';
import type {Side} from '../side.js';
import type {Performer} from './performer.js';

const answerTimeoutMs = 5000;

/** The old port may still be held by the connection that broke. */
const portsTried = 5;

const order = async <Argument>(
	side: Side,
	clock: Clock,
	operation: Operation<Argument, undefined>,
	argument: Argument,
): Promise<Result<undefined, Pick<OperationRefusal, 'text'>>> => {
	try {
		const answer = await askWithin(clock, answerTimeoutMs, await side.session(), operation, argument);
		return answer === timedOut ? {ok: false, reason: {text: 'The monitor did not answer in time.'}} : answer;
	} catch (error) {
		return {ok: false, reason: {text: messageOf(error)}};
	}
};

/** Whether it came about is seen on both sides; only a refusal is told. */
export const switchToPostCopy: Performer = async ({context, state}) => {
	const answer = await order(context.sourceSide(state), context.clock, startPostCopy, undefined);
	return answer.ok
		? undefined
		: {kind: 'order-refused', effect: 'start-post-copy', order: 'migrate_start_postcopy', raw: answer.reason.text};
};

/** The destination listens on the next port that is free, and the source sends there what is still missing. */
export const recoverPostCopy: Performer = async ({context, state}) => {
	const destination = context.destinationSide(state);
	const refused = (what: string, raw: string) =>
		({kind: 'order-refused', effect: 'recover-post-copy', order: what, raw}) as const;
	if (!destination) {
		return refused('migrate_recover', 'The process on the destination is not known.');
	}

	const {address, port} = state.plan.destination;
	let raw = '';
	for (let next = port + 1; next <= port + portsTried; next++) {
		const uri = migrationUri({address, port: next});
		const listening = await order(destination, context.clock, migrateRecover, {uri});
		if (listening.ok) {
			const resumed = await order(context.sourceSide(state), context.clock, migrateResume, {uri});
			return resumed.ok ? undefined : refused(`migrate -r ${uri}`, resumed.reason.text);
		}

		raw = listening.reason.text;
	}

	return refused('migrate_recover', raw);
};
