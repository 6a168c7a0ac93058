import type {Result} from '../../lib/result.js';
import {type Dialect, type Operation, type OperationRefusal, runOperation} from '../../protocol/operations/index.js';
import type {MonitorSession, Priority} from './monitor-session.js';

export const dialectOf = ({language, version}: Pick<MonitorSession, 'language' | 'version'>): Dialect => ({
	language,
	version,
});

/** Asks a monitor one thing, in its own language. Rejects with `MonitorLostError`: then it is not known whether it was done. */
export const ask = <Argument, Answer>(
	session: MonitorSession,
	operation: Operation<Argument, Answer>,
	argument: Argument,
	priority: Priority = 'engine',
): Promise<Result<Answer, OperationRefusal>> =>
	runOperation(operation, dialectOf(session), argument, line => session.request(line, priority));
