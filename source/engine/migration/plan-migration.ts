import {findFiles} from '../../domain/command-line/files.js';
import {formatMonitorTarget} from '../../domain/command-line/monitors.js';
import {parseOptions} from '../../domain/command-line/option-syntax.js';
import type {Guest} from '../../domain/guest.js';
import type {Host} from '../../domain/host.js';
import {hostProblem} from '../../domain/host-problem.js';
import {makePlan} from '../../domain/migration/make-plan.js';
import type {MigrationPlan} from '../../domain/migration/plan.js';
import {isOlderThan} from '../../domain/migration/qemu-release.js';
import type {MigrationRequest} from '../../domain/migration/request.js';
import type {RunbookStep} from '../../domain/migration/runbook.js';
import type {CheckReport, PreflightFacts} from '../../domain/preflight/check.js';
import {runChecks} from '../../domain/preflight/run-checks.js';
import type {Problem} from '../../domain/problem.js';
import {messageOf} from '../../lib/message-of.js';
import {fail, ok, type Result} from '../../lib/result.js';
import {queryCapabilities, queryKvm, queryMachineType, queryStatus} from '../../protocol/operations/index.js';
import type {Store} from '../../store/store.js';
import {type Clock, timedOut} from '../clock.js';
import type {HostLoop} from '../hosts/host-loop.js';
import {askWithin} from '../monitors/ask.js';
import {plainDialectOf, toldDialectOf} from '../monitors/dialect-of.js';
import type {MonitorSession} from '../monitors/monitor-session.js';
import {monitorFor, NoMonitorError, type SessionPool} from '../monitors/session-pool.js';
import {findGuest} from './find-guest.js';
import {lookAtDestination} from './look-at-destination.js';
import {makeRunbook} from './runbook.js';

/** A plan with everything that a person looks at before the yes. */
export type ProposedMigration = {
	/** What was asked, so that it can be asked again with a change. */
	readonly request: MigrationRequest;
	readonly plan: MigrationPlan;
	readonly checks: readonly CheckReport[];
	readonly runbook: readonly RunbookStep[];
};

export type PlanningContext = {
	readonly store: Store;
	readonly pool: SessionPool;
	readonly hostOf: (name: string) => HostLoop;
	readonly newId: () => string;
	readonly clock: Clock;
};

const hostState = (store: Store, name: string): Host | undefined =>
	store.getState().hosts.find(host => host.name === name);

const problemOfHost = (store: Store, name: string, error: unknown): Problem =>
	hostProblem(hostState(store, name) ?? {name, contact: {state: 'idle'}}, messageOf(error));

const monitorProblem = (guest: Guest, error: unknown): Problem => {
	const where = {name: guest.name, host: guest.host};
	if (error instanceof NoMonitorError) {
		switch (error.contact.state) {
			case 'busy':
				return {
					kind: 'monitor-busy',
					...where,
					monitor: formatMonitorTarget(monitorFor(guest)),
					...(error.contact.holder === undefined ? {} : {holder: error.contact.holder}),
				};
			case 'none':
				return guest.managedBy === undefined
					? {kind: 'monitor-missing', ...where, why: error.contact.why}
					: {kind: 'managed-by-libvirt', ...where};
			default:
		}
	}

	return {kind: 'monitor-lost', ...where, raw: messageOf(error)};
};

/** QEMU answers in milliseconds. */
const answerTimeoutMs = 3000;

/** Reads a host anew and asks each of its guests how it is. */
const readHost = async (context: PlanningContext, name: string): Promise<readonly Guest[]> => {
	const guests = await context.hostOf(name).refresh('full');
	return Promise.all(
		guests.map(async guest => {
			try {
				const session = await context.pool.get(guest);
				// One that hangs may be any guest of the host, and is not to hold up this one.
				const answer = await askWithin(context.clock, answerTimeoutMs, session, queryStatus, undefined);
				if (answer !== timedOut && answer.ok) {
					context.store.dispatch({kind: 'guest-changed', host: name, key: guest.key, change: {status: answer.value}});
				}
			} catch {
				// A guest without a usable monitor is still in the way or on the list.
			}

			return hostState(context.store, name)?.guests.find(({key}) => key === guest.key) ?? guest;
		}),
	);
};

/** A process on the destination that waits for this guest; QEMU below 1.0 calls it `paused`. */
const findWaiting = (guest: Guest, there: readonly Guest[]): Guest | undefined =>
	there.find(
		candidate =>
			candidate.name === guest.name &&
			candidate.incoming !== undefined &&
			(candidate.status?.runState === 'inmigrate' ||
				(candidate.status?.runState === 'paused' && isOlderThan(candidate, [1, 0]))),
	);

const readBoth = async (
	context: PlanningContext,
	{sourceHost, destinationHost}: MigrationRequest,
): Promise<Result<readonly [readonly Guest[], readonly Guest[]], Problem>> => {
	const [here, there] = await Promise.allSettled([readHost(context, sourceHost), readHost(context, destinationHost)]);
	if (here.status === 'rejected') {
		return fail(problemOfHost(context.store, sourceHost, here.reason));
	}

	return there.status === 'rejected'
		? fail(problemOfHost(context.store, destinationHost, there.reason))
		: ok([here.value, there.value]);
};

/** What only the guest's own QEMU can say. */
const askGuest = async (session: MonitorSession, clock: Clock) => {
	const [machine, capabilities, kvm] = await Promise.all([
		askWithin(clock, answerTimeoutMs, session, queryMachineType, undefined),
		askWithin(clock, answerTimeoutMs, session, queryCapabilities, undefined),
		askWithin(clock, answerTimeoutMs, session, queryKvm, undefined),
	]);
	return {
		machineType: machine !== timedOut && machine.ok ? machine.value : undefined,
		capabilities: capabilities !== timedOut && capabilities.ok ? capabilities.value : {},
		accelerator: kvm !== timedOut && kvm.ok ? (kvm.value.enabled ? ('kvm' as const) : ('tcg' as const)) : undefined,
	};
};

/** Gathers the facts of both hosts, makes the plan and runs the checks. Changes nothing anywhere. */
export const planMigration = async (
	request: MigrationRequest,
	context: PlanningContext,
): Promise<Result<ProposedMigration, Problem>> => {
	const both = await readBoth(context, request);
	if (!both.ok) {
		return both;
	}

	const [here, there] = both.value;
	const {sourceHost, destinationHost} = request;
	const found = findGuest(request.guestName, sourceHost, here, {host: destinationHost, guests: there});
	if (!found.ok) {
		return found;
	}

	const guest = found.value;
	const session = await context.pool.get(guest).catch((error: unknown) => monitorProblem(guest, error));
	if ('kind' in session) {
		return fail(session);
	}

	const destination = hostState(context.store, destinationHost);
	if (!destination?.facts || !destination.load) {
		return fail(problemOfHost(context.store, destinationHost, 'The host has not said anything yet.'));
	}

	const waiting = findWaiting(guest, there);
	const options = parseOptions(guest.process.commandLine);
	const [{machineType, capabilities, accelerator}, look] = await Promise.all([
		askGuest(session, context.clock),
		lookAtDestination(
			context.hostOf(destinationHost).connection,
			guest.process.commandLine[0] ?? '',
			findFiles(options).map(({path}) => path),
		),
	]);
	const {facts} = destination;
	const plan = makePlan(request, {
		id: context.newId(),
		guest,
		waiting,
		address: request.address ?? facts.sshServerAddress ?? '127.0.0.1',
		taken: {tcp: facts.tcpListeners, unix: facts.unixListeners},
		machineType,
	});
	if (!plan.ok) {
		return plan;
	}

	const preflight: PreflightFacts = {
		guest,
		destinationHost,
		destination: facts,
		destinationLoad: destination.load,
		destinationGuests: there,
		machineType,
		accelerator,
		isCopiedLive: plan.value.expectRunning && plan.value.mode === 'live',
		waiting,
		...look,
	};
	return ok({
		plan: plan.value,
		request,
		checks: runChecks(preflight, request.accept),
		// The destination's QEMU does not run yet: it is taken for one of the source's release.
		runbook: makeRunbook(plan.value, {
			source: toldDialectOf(session),
			destination: plainDialectOf(session),
			capabilities,
		}),
	});
};

/** The blocks of a proposal as one problem; `undefined` when nothing blocks. */
export const blocksOf = ({plan, checks}: ProposedMigration): Problem | undefined => {
	const blocks = checks.filter(({outcome}) => outcome === 'block');
	return blocks.length === 0
		? undefined
		: {
				kind: 'checks-blocked',
				name: plan.guestName,
				blocks: blocks.map(({id, title, detail, remedy = '', isAcceptable}) => ({
					title,
					detail,
					remedy,
					...(isAcceptable ? {accept: id} : {}),
				})),
			};
};
