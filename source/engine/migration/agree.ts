import {type MigrationPlan, migrationUri} from '../../domain/migration/plan.js';
import {planCapabilities} from '../../domain/migration/plan-capabilities.js';
import type {Problem} from '../../domain/problem.js';
import {messageOf} from '../../lib/message-of.js';
import {fail, ok, type Result} from '../../lib/result.js';
import {
	migrateIncoming,
	type Operation,
	type OperationRefusal,
	queryCapabilities,
	setCapabilities,
	setDowntimeLimit,
	setMaxBandwidth,
} from '../../protocol/operations/index.js';
import {type Clock, timedOut} from '../clock.js';
import {askWithin} from '../monitors/ask.js';
import type {Side} from './side.js';

/** QEMU answers these in milliseconds. One that hangs is not to hold up a person who may still give up. */
const answerTimeoutMs = 10_000;

/** Leaves the agreement; always caught in it. */
class Disagreement extends Error {
	override readonly name = 'Disagreement';
	readonly problem: Problem;
	constructor(problem: Problem) {
		super(problem.kind);
		this.problem = problem;
	}
}

/** One of the two QEMUs, asked under the name of its guest. */
const speakerOf = (side: Side, guestName: string, clock: Clock) => {
	const where = {name: guestName, host: side.host.name};
	return {
		/** Rejects with a `Disagreement` where there is no answer. */
		async ask<Argument, Answer>(
			operation: Operation<Argument, Answer>,
			argument: Argument,
		): Promise<Result<Answer, OperationRefusal>> {
			let raw = `Its monitor did not answer within ${answerTimeoutMs / 1000} s.`;
			try {
				const answer = await askWithin(clock, answerTimeoutMs, await side.session(), operation, argument);
				if (answer !== timedOut) {
					return answer;
				}
			} catch (error) {
				raw = messageOf(error);
			}

			throw new Disagreement({kind: 'monitor-lost', ...where, raw});
		},
		/** Rejects also where it is refused. `command` says what was asked, for the person. */
		async tell<Argument>(
			operation: Operation<Argument, undefined>,
			argument: Argument,
			command: string,
			mayLack = false,
		): Promise<void> {
			const answer = await this.ask(operation, argument);
			if (!answer.ok && !(mayLack && answer.reason.kind === 'unsupported')) {
				throw new Disagreement({kind: 'monitor-refused', ...where, command, raw: answer.reason.text});
			}
		},
	};
};

type Speaker = ReturnType<typeof speakerOf>;

const setAlike = async (source: Speaker, destination: Speaker, plan: MigrationPlan): Promise<void> => {
	const [offered, wanted] = await Promise.all([
		source.ask(queryCapabilities, undefined),
		destination.ask(queryCapabilities, undefined),
	]);
	// QEMU below 1.2 has none, which is as good as all of them off.
	const changes = planCapabilities(offered.ok ? offered.value : {}, wanted.ok ? wanted.value : {}, plan.postCopy);
	for (const [speaker, change] of [
		[source, changes.source],
		[destination, changes.destination],
	] as const) {
		// Nothing to change is nothing to ask: QEMU below 1.2 has no command for it.
		if (Object.keys(change).length > 0) {
			await speaker.tell(setCapabilities, change, `migrate_set_capability ${Object.keys(change).join(' ')}`);
		}
	}
};

/** A QEMU without a command for them keeps its own limits, as the plan has warned. */
const setLimits = async (source: Speaker, plan: MigrationPlan): Promise<void> => {
	const {maxBandwidthBytesPerSecond: bytesPerSecond, downtimeLimitMs} = plan;
	if (bytesPerSecond !== undefined) {
		await source.tell(setMaxBandwidth, {bytesPerSecond}, `max-bandwidth ${bytesPerSecond}`, true);
	}

	if (downtimeLimitMs !== undefined) {
		await source.tell(setDowntimeLimit, {downtimeLimitMs}, `downtime-limit ${downtimeLimitMs}`, true);
	}
};

/** Sets capabilities alike on both sides, then the source's limits, and lets a deferred destination listen last. */
export const agree = async (
	plan: MigrationPlan,
	sides: {readonly source: Side; readonly destination: Side},
	clock: Clock,
): Promise<Result<undefined, Problem>> => {
	const source = speakerOf(sides.source, plan.guestName, clock);
	const destination = speakerOf(sides.destination, plan.guestName, clock);
	try {
		await setAlike(source, destination, plan);
		await setLimits(source, plan);
		if (plan.destination.launch.incoming === 'defer') {
			const uri = migrationUri(plan.destination);
			await destination.tell(migrateIncoming, {uri}, `migrate_incoming ${uri}`);
		}

		return ok(undefined);
	} catch (error) {
		if (error instanceof Disagreement) {
			return fail(error.problem);
		}

		throw error;
	}
};
