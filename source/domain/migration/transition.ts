import type {MigrationFacts, StatusFacts} from '../../protocol/facts.js';
import type {Problem} from '../problem.js';
import {type Decision, decide, type Situation} from './decide.js';
import {isCancellable, isFinal, laterPhase, type Phase, phaseOfStatus} from './phase.js';
import type {DestinationProcess} from './plan.js';
import {addSample, takeSample} from './sample.js';
import type {MigrationState, SideView} from './state.js';

/** What a side said, or that it said nothing. Absent fields keep what was known. */
export type SideObservation = {
	readonly contact: SideView['contact'];
	readonly process?: SideView['process'];
	readonly status?: StatusFacts;
	readonly migration?: MigrationFacts;
	readonly errorOutput?: string;
};

export type MigrationEvent =
	| {readonly kind: 'checked'}
	| {readonly kind: 'prepared'; readonly destinationProcess: DestinationProcess}
	/** `migrate` was not sent, or refused: the source is as it was. `destinationProcess` where one was already started. */
	| {readonly kind: 'gave-up'; readonly problem: Problem; readonly destinationProcess?: DestinationProcess}
	| {readonly kind: 'started'}
	| {readonly kind: 'observed'; readonly source?: SideObservation; readonly destination?: SideObservation}
	| {readonly kind: 'cancel-asked'}
	/** Something went wrong while an effect was performed; what it had done by then is not known. */
	| {readonly kind: 'mishap'; readonly effect: MigrationEffect['kind']; readonly problem: Problem}
	| {readonly kind: 'release-asked'}
	| {readonly kind: 'released'}
	| {readonly kind: 'release-refused'; readonly problem: Problem}
	| {readonly kind: 'kept'};

/** What the engine is to do; each ends in one of the events above. */
export type MigrationEffect =
	/** Look again whether what the plan says is still so. */
	| {readonly kind: 'check'}
	/** Start or take the destination, set capabilities and limits alike on both sides. */
	| {readonly kind: 'prepare'}
	/** Send `migrate` to the source, once. */
	| {readonly kind: 'start'}
	| {readonly kind: 'cancel'}
	| {readonly kind: 'continue-destination'}
	| {readonly kind: 'end-destination'}
	| {readonly kind: 'continue-source'}
	/** Look at both sides once more, and end the source's process only if `releaseRefusal` has nothing against it. */
	| {readonly kind: 'release-source'};

export type Transition = readonly [MigrationState, readonly MigrationEffect[]];

const enter = (state: MigrationState, phase: Phase, atMs: number): MigrationState =>
	phase === state.phase ? state : {...state, phase, phases: [...state.phases, {phase, atMs}]};

const look = (side: SideView, seen: SideObservation | undefined, atMs: number): SideView =>
	seen === undefined
		? side
		: {
				contact: seen.contact,
				process: seen.process ?? side.process,
				status: seen.status ?? side.status,
				migration: seen.migration ?? side.migration,
				heardAtMs: seen.contact === 'ok' ? atMs : side.heardAtMs,
				errorOutput: seen.errorOutput ?? side.errorOutput,
			};

const isActive = (facts: MigrationFacts | undefined): facts is MigrationFacts => facts?.ram !== undefined;

const sampled = (state: MigrationState, facts: MigrationFacts | undefined, atMs: number): MigrationState => {
	if (!isActive(facts)) {
		return state;
	}

	const previous = state.samples.at(-1);
	const sample = takeSample(previous, facts, atMs);
	const hasMoved = sample.transferredBytes !== previous?.transferredBytes;
	return {
		...state,
		samples: addSample(state.samples, sample),
		movedAtMs: hasMoved ? atMs : state.movedAtMs,
	};
};

/** The facts of a state that `decide` and `releaseRefusal` look at. */
export const situationOf = ({source, destination, plan, isSent}: MigrationState): Situation => {
	const {launch} = plan.destination;
	return {
		source,
		destination,
		expectRunning: plan.expectRunning,
		isDestinationStopped: launch.kind === 'start' ? launch.commandLine.includes('-S') : launch.isStartedStopped,
		isDestinationOurs: launch.kind === 'start',
		isSent,
	};
};

const rawWords = ({source, destination}: MigrationState): string =>
	[source.migration?.errorDescription, destination.errorOutput].filter(Boolean).join('\n');

/** Why the copy ended without the guest having moved. */
const problemOfEnd = (state: MigrationState, decision: Decision): Problem | undefined => {
	if (state.problem !== undefined || state.isCancelAsked) {
		return state.problem;
	}

	const {plan} = state;
	const names = {name: plan.guestName, source: plan.source.host, destination: plan.destination.host};
	if (decision.act === 'lost') {
		return {kind: 'source-lost', ...names, raw: rawWords(state)};
	}

	if (state.source.migration?.status === 'completed') {
		return {kind: 'destination-lost', ...names, raw: rawWords(state)};
	}

	// Nothing was ever sent: the connection itself did not come about.
	const hasSent = state.samples.some(({transferredBytes}) => (transferredBytes ?? 0) > 0);
	return hasSent
		? {kind: 'copy-failed', ...names, raw: rawWords(state)}
		: {
				kind: 'connect-failed',
				...names,
				address: `${plan.destination.address}:${plan.destination.port}`,
				raw: rawWords(state),
			};
};

const act = (state: MigrationState, decision: Decision, atMs: number): Transition => {
	switch (decision.act) {
		case 'arrived': {
			const arrived = enter(state, 'confirming', atMs);
			if (state.source.process === 'gone') {
				return [enter({...arrived, isReleased: true}, 'completed', atMs), []];
			}

			switch (state.plan.release) {
				case 'release':
					return [arrived, [{kind: 'release-source'}]];
				case 'keep':
					return [enter(arrived, 'completed', atMs), []];
				default:
					return [arrived, []];
			}
		}

		case 'continue-destination':
			return [enter(state, 'finishing', atMs), [{kind: 'continue-destination'}]];
		case 'end-destination':
			return [enter(state, 'rolling-back', atMs), [{kind: 'end-destination'}]];
		case 'continue-source':
			return [
				{...enter(state, 'rolling-back', atMs), problem: problemOfEnd(state, decision)},
				[{kind: 'continue-source'}],
			];
		case 'stayed':
			return [
				enter(
					{...state, problem: problemOfEnd(state, decision)},
					state.isCancelAsked && state.problem === undefined ? 'cancelled' : 'failed',
					atMs,
				),
				[],
			];
		case 'lost':
			return [enter({...state, problem: problemOfEnd(state, decision)}, 'failed', atMs), []];
		default:
			return [state, []];
	}
};

const observe = (
	state: MigrationState,
	event: Extract<MigrationEvent, {kind: 'observed'}>,
	atMs: number,
): Transition => {
	const looked = sampled(
		{
			...state,
			source: look(state.source, event.source, atMs),
			destination: look(state.destination, event.destination, atMs),
		},
		event.source?.migration,
		atMs,
	);
	if (!isAfterStart(state.phase)) {
		return [looked, []];
	}

	// Before `migrate` is sent the status still speaks of an earlier migration.
	const next = looked.isSent ? phaseOfStatus(looked.source.migration?.status) : undefined;
	const moved = next === undefined ? looked : enter(looked, laterPhase(looked.phase, next), atMs);
	const [after, effects] = act(moved, decide(situationOf(moved)), atMs);
	return [after, mustCancelAgain(after) ? [...effects, {kind: 'cancel'}] : effects];
};

/** The cancel may have been lost with the link; asking twice is harmless. */
const mustCancelAgain = ({phase, source}: MigrationState): boolean =>
	phase === 'cancelling' &&
	source.contact === 'ok' &&
	(source.migration?.status === 'active' || source.migration?.status === 'setup');

/** `migrate` was sent, and the guest is not yet known to be settled on one side. */
const isAfterStart = (phase: Phase): boolean =>
	['starting', 'pre-copy', 'post-copy', 'switchover', 'finishing', 'cancelling', 'rolling-back'].includes(phase);

/** Gives up where the source surely did not begin: only a destination of our own has to be cleared away. */
const giveUp = (state: MigrationState, event: Extract<MigrationEvent, {kind: 'gave-up'}>, atMs: number): Transition => {
	if (!['checking', 'preparing', 'starting'].includes(state.phase)) {
		return [{...state, problem: state.problem ?? event.problem}, []];
	}

	const given: MigrationState = {
		...state,
		isSent: false,
		problem: state.isCancelAsked ? undefined : event.problem,
		destinationProcess: event.destinationProcess ?? state.destinationProcess,
	};
	return given.destinationProcess !== undefined && state.plan.destination.launch.kind === 'start'
		? [enter(given, 'rolling-back', atMs), [{kind: 'end-destination'}]]
		: [enter(given, state.isCancelAsked ? 'cancelled' : 'failed', atMs), []];
};

/**
The whole behaviour of a migration: what is known now, and what to do. Performs nothing.

An effect may be asked for again while an earlier one is under way; the engine runs one of a kind at a time. `atMs` is the
operator's clock, handed in.
*/
export const transition = (state: MigrationState, event: MigrationEvent, atMs: number): Transition => {
	if (isFinal(state.phase)) {
		return [state, []];
	}

	switch (event.kind) {
		case 'checked':
			return state.isCancelAsked
				? [enter(state, 'cancelled', atMs), []]
				: [enter(state, 'preparing', atMs), [{kind: 'prepare'}]];
		case 'prepared': {
			const prepared = {...state, destinationProcess: event.destinationProcess};
			return state.isCancelAsked
				? giveUp(prepared, {kind: 'gave-up', problem: {kind: 'unexpected', raw: 'cancelled'}}, atMs)
				: [enter({...prepared, isSent: true}, 'starting', atMs), [{kind: 'start'}]];
		}

		case 'gave-up':
			return giveUp(state, event, atMs);
		case 'started':
			return [state, state.isCancelAsked ? [{kind: 'cancel'}] : []];
		case 'observed':
			return observe(state, event, atMs);
		case 'cancel-asked': {
			if (!isCancellable(state.phase) || state.isCancelAsked) {
				return [state, []];
			}

			const asked = {...state, isCancelAsked: true};
			return state.phase === 'pre-copy' || state.phase === 'starting'
				? [enter(asked, 'cancelling', atMs), [{kind: 'cancel'}]]
				: [asked, []];
		}

		case 'mishap':
			return event.effect === 'check' || event.effect === 'prepare'
				? giveUp(state, {kind: 'gave-up', problem: event.problem}, atMs)
				: [{...state, problem: state.problem ?? event.problem}, []];
		case 'release-asked':
			return [state, state.phase === 'confirming' ? [{kind: 'release-source'}] : []];
		case 'released':
			return [enter({...state, isReleased: true}, 'completed', atMs), []];
		case 'release-refused':
			return [{...state, problem: event.problem}, []];
		case 'kept':
			return [state.phase === 'confirming' ? enter(state, 'completed', atMs) : state, []];
		default:
			return [state, []];
	}
};
