import type {SideObservation} from '../../domain/migration/events.js';
import type {MigrationState} from '../../domain/migration/state.js';
import {queryMigrate, queryStatus} from '../../protocol/operations/index.js';
import {timedOut, withTimeout} from '../clock.js';
import {ask} from '../monitors/ask.js';
import {tellsRunStates} from '../monitors/tells-run-states.js';
import type {MigrationContext} from './context.js';
import {readLaunchOutput} from './launch.js';
import type {Side} from './side.js';

/** QEMU answers in milliseconds; a link with much in flight takes longer. Below QEMU 1.3 a loading destination is silent. */
const answerTimeoutMs = 5000;

/** The pace at which a side that does not answer is tried again. */
const retryMs = 500;

const askBoth = async (side: Side, signal: AbortSignal): Promise<SideObservation> => {
	const session = await side.session();
	// The status is asked last, so that it is never older than the migration's: a source that says `completed` has stopped.
	const migration = await ask(session, queryMigrate, undefined, 'engine', signal);
	const status = await ask(session, queryStatus, undefined, 'engine', signal);
	return {
		contact: 'ok',
		process: 'alive',
		tellsRunStates: tellsRunStates(session),
		...(migration.ok ? {migration: migration.value} : {}),
		...(status.ok ? {status: status.value} : {}),
	};
};

/** What a started destination printed, for the person who has to find out why it ended. */
export const errorOutputOf = async (side: Side, state: MigrationState): Promise<{readonly errorOutput?: string}> => {
	const folder = state.destinationProcess?.outputFolder;
	const output =
		folder === undefined ? undefined : await readLaunchOutput(side.host.connection, folder).catch(() => undefined);
	return output === undefined || output.text === '' ? {} : {errorOutput: output.text};
};

/** Looks at one of the two QEMUs: by its monitor, and where that is silent by its host's list of processes. Never rejects. */
export const observeSide = async (
	side: Side,
	which: 'source' | 'destination',
	{clock}: Pick<MigrationContext, 'clock'>,
	state: MigrationState,
): Promise<SideObservation> => {
	// A silent monitor is not to find a heap of old questions when it wakes up.
	const over = new AbortController();
	const answer = await withTimeout(clock, askBoth(side, over.signal), answerTimeoutMs).catch(() => undefined);
	over.abort();
	if (answer !== undefined && answer !== timedOut) {
		return answer;
	}

	const found = await side.look();
	if (found === 'gone') {
		return {
			contact: 'ok',
			process: 'gone',
			...(which === 'destination' ? await errorOutputOf(side, state) : {}),
		};
	}

	await clock.delay(retryMs);
	return found === 'alive' ? {contact: 'lost', process: 'alive'} : {contact: 'lost'};
};
