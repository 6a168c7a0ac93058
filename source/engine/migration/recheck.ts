import {isProcess} from '../../domain/guest.js';
import type {MigrationPlan} from '../../domain/migration/plan.js';
import type {Problem} from '../../domain/problem.js';
import {messageOf} from '../../lib/message-of.js';
import {queryStatus} from '../../protocol/operations/index.js';
import {timedOut} from '../clock.js';
import {askWithin} from '../monitors/ask.js';
import type {PlanningContext} from './plan-migration.js';

/** QEMU answers in milliseconds. */
const answerTimeoutMs = 5000;

/** Between the plan and the yes minutes may pass: the guest must be the same process and still run, or not, as it did. */
export const recheck = async (
	plan: MigrationPlan,
	{hostOf, pool, clock}: PlanningContext,
): Promise<Problem | undefined> => {
	const {guestName: name, source, expectRunning} = plan;
	try {
		const guests = await hostOf(source.host).refresh();
		const guest = guests.find(candidate => isProcess(candidate, source.process));
		if (!guest) {
			return {kind: 'guest-not-found', name, hosts: [source.host], known: guests.map(other => other.name)};
		}

		const status = await askWithin(clock, answerTimeoutMs, await pool.get(guest), queryStatus, undefined);
		if (status === timedOut) {
			const raw = `Its monitor did not answer within ${answerTimeoutMs / 1000} s.`;
			return {kind: 'monitor-lost', name, host: source.host, raw};
		}

		if (!status.ok) {
			return {kind: 'monitor-refused', name, host: source.host, command: 'info status', raw: status.reason.text};
		}

		return status.value.running === expectRunning
			? undefined
			: {kind: 'guest-not-here', name, host: source.host, runState: status.value.runState};
	} catch (error) {
		return {kind: 'monitor-lost', name, host: source.host, raw: messageOf(error)};
	}
};
