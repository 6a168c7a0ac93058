import type {MonitorReply} from '../../protocol/monitor-codec.js';
import {
	type Dialect,
	type Operation,
	queryCommands,
	queryParameterNames,
	runOperation,
} from '../../protocol/operations/index.js';
import type {MonitorSession} from './monitor-session.js';

/** Speaks by language and version alone. */
export const plainDialectOf = ({
	language,
	version,
	takesOutOfBand,
}: Pick<MonitorSession, 'language' | 'version' | 'takesOutOfBand'>): Dialect => ({language, version, takesOutOfBand});

/**
Whether what an operation sends depends on what QEMU says of itself; most do not, and need no question before them: least of all
`quit`, `cont` and the poll of a status. Found by encoding it once and seeing what it looks at.
*/
export const dependsOnFeatures = <Argument, Answer>(
	session: MonitorSession,
	operation: Operation<Argument, Answer>,
	argument: Argument,
): boolean => {
	let isLookedAt = false;
	const looked = (): undefined => {
		isLookedAt = true;
		return undefined;
	};

	operation.encode(
		Object.defineProperties(plainDialectOf(session), {commands: {get: looked}, parameters: {get: looked}}),
		argument,
	);
	return isLookedAt;
};

/** One set of questions for each session, however many ask at once. */
const known = new WeakMap<MonitorSession, Promise<Dialect>>();

const told = new WeakMap<MonitorSession, Dialect>();

const askQemu = async (session: MonitorSession, send: (line: string) => Promise<MonitorReply>): Promise<Dialect> => {
	const plain = plainDialectOf(session);
	const commands = await runOperation(queryCommands, plain, undefined, send);
	if (!commands.ok) {
		return plain;
	}

	const isTold = commands.value.has('query-migrate-parameters');
	const parameters = isTold ? await runOperation(queryParameterNames, plain, undefined, send) : undefined;
	return {
		...plain,
		commands: commands.value,
		...(parameters === undefined
			? {parameters: new Set<string>()}
			: parameters.ok
				? {parameters: parameters.value}
				: {}),
	};
};

/**
What this QEMU says of itself, asked once in a session. HMP, and the QMP of 0.12, which greets without a version, are not asked.
Rejects as `send` does; whoever asks next tries again.
*/
export const dialectOf = (session: MonitorSession, send: (line: string) => Promise<MonitorReply>): Promise<Dialect> => {
	if (session.language === 'hmp' || session.version === undefined) {
		return Promise.resolve(plainDialectOf(session));
	}

	const found = known.get(session);
	if (found) {
		return found;
	}

	const asked = askQemu(session, send);
	known.set(session, asked);
	asked.then(
		dialect => told.set(session, dialect),
		() => known.delete(session),
	);
	return asked;
};

/** What was told so far; by language and version alone where nothing was. Asks nothing. */
export const toldDialectOf = (session: MonitorSession): Dialect => told.get(session) ?? plainDialectOf(session);
