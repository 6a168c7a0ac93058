import type {Guest} from '../../domain/guest.js';
import {releaseRefusal} from '../../domain/migration/decide.js';
import {unseen} from '../../domain/migration/state.js';
import type {Problem} from '../../domain/problem.js';
import {messageOf} from '../../lib/message-of.js';
import {queryStatus} from '../../protocol/operations/index.js';
import {systemClock} from '../clock.js';
import type {Engine} from '../engine.js';
import {ask} from '../monitors/ask.js';
import {endProcess} from './end-process.js';
import {forgetPlansOf} from './left-plans.js';
import {createSide} from './side.js';

export type Leftover = {readonly guestName: string; readonly source: string; readonly destination: string};

const statusOf = async (engine: Pick<Engine, 'pool'>, guest: Guest) => {
	const answer = await ask(await engine.pool.get(guest), queryStatus, undefined);
	return answer.ok ? answer.value : undefined;
};

/**
Ends the process that an earlier migration left at its source, under the same rule as at the end of a migration: the
destination holds the guest, and the source does not run. Returns why it was not done.
*/
export const releaseLeftover = async (
	engine: Pick<Engine, 'pool' | 'store' | 'hostOf'>,
	{guestName, source, destination}: Leftover,
): Promise<Problem | undefined> => {
	if (engine.store.getState().isReadOnly) {
		return {kind: 'read-only', wanted: `the end of the process of ${guestName} on ${source}`};
	}

	const refuse = (why: string): Problem => ({kind: 'release-refused', name: guestName, source, why});
	try {
		const [here, there] = await Promise.all([engine.hostOf(source).refresh(), engine.hostOf(destination).refresh()]);
		const [left, ...others] = here.filter(({name}) => name === guestName);
		const [arrived, ...doubles] = there.filter(({name}) => name === guestName);
		if (!left) {
			return {kind: 'guest-not-found', name: guestName, hosts: [source], known: here.map(({name}) => name)};
		}

		if (!arrived || others.length > 0 || doubles.length > 0) {
			return refuse(
				arrived ? 'there is more than one process of that name' : `${destination} has no process of that name`,
			);
		}

		const [leftStatus, arrivedStatus] = await Promise.all([statusOf(engine, left), statusOf(engine, arrived)]);
		if (leftStatus?.runState !== 'postmigrate') {
			return refuse(`its process answers ${leftStatus?.runState ?? 'nothing'}, not postmigrate`);
		}

		const refusal = releaseRefusal({
			source: {...unseen, process: 'alive', status: leftStatus},
			destination: {...unseen, process: 'alive', status: arrivedStatus},
			expectRunning: arrivedStatus?.runState !== 'paused',
			isDestinationStopped: false,
			isDestinationOurs: false,
			isDestinationStuck: false,
			isSent: true,
			isSourceStoppedByUs: false,
			isPostCopy: false,
		});
		if (refusal !== undefined) {
			return refuse(refusal);
		}

		const side = createSide(engine.hostOf(source), left.process, engine.pool, engine.store);
		const found = await endProcess(side, systemClock, []);
		if (found === 'gone') {
			await forgetPlansOf(side.host, guestName);
			return undefined;
		}

		return refuse(found === 'alive' ? 'it did not follow quit' : 'its host does not answer');
	} catch (error) {
		return refuse(messageOf(error));
	}
};
