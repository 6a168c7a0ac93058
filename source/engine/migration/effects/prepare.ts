import {type MigrationPlan, migrationUri} from '../../../domain/migration/plan.js';
import {planCapabilities} from '../../../domain/migration/plan-capabilities.js';
import type {Problem} from '../../../domain/problem.js';
import type {Result} from '../../../lib/result.js';
import type {OperationRefusal} from '../../../protocol/operations/index.js';
import {
	migrateIncoming,
	queryCapabilities,
	setCapabilities,
	setDowntimeLimit,
	setMaxBandwidth,
} from '../../../protocol/operations/index.js';
import {ask} from '../../monitors/ask.js';
import type {MonitorSession} from '../../monitors/monitor-session.js';
import {obtainDestination} from '../obtain-destination.js';
import type {Performer} from './performer.js';

/** Thrown inside the preparation to leave it; always caught here. */
class Refused extends Error {
	override readonly name = 'Refused';
	readonly problem: Problem;
	constructor(problem: Problem) {
		super(problem.kind);
		this.problem = problem;
	}
}

const insist = <Value>(answer: Result<Value, OperationRefusal>, name: string, host: string, command: string): Value => {
	if (answer.ok) {
		return answer.value;
	}

	throw new Refused({kind: 'monitor-refused', name, host, command, raw: answer.reason.text});
};

/** A QEMU without a command for it keeps its own limit, as the plan has warned; one that refuses is asked for no more. */
const tune = (
	answer: Result<undefined, OperationRefusal>,
	{guestName, source}: MigrationPlan,
	command: string,
): void => {
	if (answer.ok || answer.reason.kind !== 'unsupported') {
		insist(answer, guestName, source.host, command);
	}
};

/** Sets capabilities alike on both sides, then the source's limits, and lets a deferred destination listen last. */
const agree = async (plan: MigrationPlan, source: MonitorSession, destination: MonitorSession): Promise<void> => {
	const {guestName: name} = plan;
	const [offered, wanted] = await Promise.all([
		ask(source, queryCapabilities, undefined),
		ask(destination, queryCapabilities, undefined),
	]);
	// QEMU below 1.2 has none, which is as good as all of them off.
	const changes = planCapabilities(offered.ok ? offered.value : {}, wanted.ok ? wanted.value : {});
	for (const [session, host, change] of [
		[source, plan.source.host, changes.source],
		[destination, plan.destination.host, changes.destination],
	] as const) {
		// Nothing to change is nothing to ask: QEMU below 1.2 has no command for it.
		if (Object.keys(change).length > 0) {
			const answer = await ask(session, setCapabilities, change);
			insist(answer, name, host, `migrate_set_capability ${Object.keys(change).join(' ')}`);
		}
	}

	const {maxBandwidthBytesPerSecond: bytesPerSecond, downtimeLimitMs} = plan;
	if (bytesPerSecond !== undefined) {
		tune(await ask(source, setMaxBandwidth, {bytesPerSecond}), plan, `max-bandwidth ${bytesPerSecond}`);
	}

	if (downtimeLimitMs !== undefined) {
		tune(await ask(source, setDowntimeLimit, {downtimeLimitMs}), plan, `downtime-limit ${downtimeLimitMs}`);
	}

	if (plan.destination.launch.incoming === 'defer') {
		const uri = migrationUri(plan.destination);
		insist(await ask(destination, migrateIncoming, {uri}), name, plan.destination.host, `migrate_incoming ${uri}`);
	}
};

export const prepare: Performer = async ({context, state}) => {
	const {plan} = state;
	const obtained = await obtainDestination(plan, context);
	if (!obtained.ok) {
		return {kind: 'gave-up', ...obtained.reason};
	}

	const destinationProcess = obtained.value;
	try {
		const side = context.sideOf(plan.destination.host, destinationProcess);
		await agree(plan, await context.sourceSide(state).session(), await side.session());
		return {kind: 'prepared', destinationProcess};
	} catch (error) {
		const problem: Problem =
			error instanceof Refused
				? error.problem
				: {
						kind: 'monitor-lost',
						name: plan.guestName,
						host: plan.destination.host,
						raw: error instanceof Error ? error.message : String(error),
					};
		return {kind: 'gave-up', problem, destinationProcess};
	}
};
