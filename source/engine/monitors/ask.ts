import type {Result} from '../../lib/result.js';
import {type Dialect, type Operation, type OperationRefusal, runOperation} from '../../protocol/operations/index.js';
import {type Clock, type timedOut, withTimeout} from '../clock.js';
import type {MonitorSession, Priority} from './monitor-session.js';

export const dialectOf = ({language, version}: Pick<MonitorSession, 'language' | 'version'>): Dialect => ({
	language,
	version,
});

/**
Asks a monitor one thing, in its own language. Rejects with `MonitorLostError`: then it is not known whether it was done; with
`RequestWithdrawnError` when the signal came before the first line was sent.
*/
export const ask = <Argument, Answer>(
	session: MonitorSession,
	operation: Operation<Argument, Answer>,
	argument: Argument,
	priority: Priority = 'engine',
	signal?: AbortSignal,
): Promise<Result<Answer, OperationRefusal>> =>
	runOperation(operation, dialectOf(session), argument, line => session.request(line, priority, signal));

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
