import type {Result} from '../../lib/result.js';
import type {MonitorReply} from '../../protocol/monitor-codec.js';
import {type Operation, type OperationRefusal, runOperation} from '../../protocol/operations/index.js';
import {type Clock, type timedOut, withTimeout} from '../clock.js';
import {dependsOnFeatures, dialectOf, plainDialectOf} from './dialect-of.js';
import type {MonitorSession, Priority} from './monitor-session.js';

/**
Asks a monitor one thing, in its own language. Rejects with `MonitorLostError`: then it is not known whether it was done; with
`RequestWithdrawnError` when the signal came before the first line was sent.
*/
export const ask = async <Argument, Answer>(
	session: MonitorSession,
	operation: Operation<Argument, Answer>,
	argument: Argument,
	priority: Priority = 'engine',
	signal?: AbortSignal,
): Promise<Result<Answer, OperationRefusal>> => {
	const send = (line: string): Promise<MonitorReply> => session.request(line, priority, signal);
	const dialect = dependsOnFeatures(session, operation, argument)
		? await dialectOf(session, send)
		: plainDialectOf(session);
	return runOperation(operation, dialect, argument, send);
};

/**
The same with a limit: `timedOut` when no answer came. What was not sent by then is never sent; what was sent may still be
done.
*/
export const askWithin = async <Argument, Answer>(
	clock: Clock,
	milliseconds: number,
	session: MonitorSession,
	operation: Operation<Argument, Answer>,
	argument: Argument,
): Promise<Result<Answer, OperationRefusal> | typeof timedOut> => {
	const over = new AbortController();
	const answer = ask(session, operation, argument, 'engine', over.signal);
	// Nobody listens any more when the time is over.
	answer.catch(() => {});
	try {
		return await withTimeout(clock, answer, milliseconds);
	} finally {
		over.abort();
	}
};
