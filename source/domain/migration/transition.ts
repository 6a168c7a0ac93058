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
	readonly isEndedByUs?: boolean;
	readonly tellsRunStates?: boolean;
};

export type MigrationEvent =
	| {readonly kind: 'checked'}
	| {readonly kind: 'prepared'; readonly destinationProcess: DestinationProcess}
	/** `migrate` was not sent, or refused: the source is as it was. `destinationProcess` where one was already started. */
	| {readonly kind: 'gave-up'; readonly problem: Problem; readonly destinationProcess?: DestinationProcess}
	/** `migrate` was sent. Without an answer it may have been done or not. */
	| {readonly kind: 'started'; readonly isAnswered: boolean}
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
				isEndedByUs: seen.isEndedByUs ?? side.isEndedByUs,
				tellsRunStates: seen.tellsRunStates ?? side.tellsRunStates,
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

/** Long enough for a connection that QEMU accepted late; a QEMU below 1.0 that loads is silent and resets nothing. */
const stuckAfterMs = 10_000;

const isStuck = ({destination, idleSinceMs}: MigrationState): boolean =>
	!destination.tellsRunStates &&
	idleSinceMs !== undefined &&
	(destination.heardAtMs ?? 0) - idleSinceMs >= stuckAfterMs;

/** The facts of a state that `decide` and `releaseRefusal` look at. */
export const situationOf = (state: MigrationState): Situation => {
	const {source, destination, plan, isSent} = state;
	const {launch} = plan.destination;
	return {
		source,
		destination,
		expectRunning: plan.expectRunning,
		isDestinationStopped: launch.kind === 'start' ? launch.commandLine.includes('-S') : launch.isStartedStopped,
		isDestinationOurs: launch.kind === 'start',
		isDestinationStuck: isStuck(state),
		isSent,
	};
};

const rawWords = ({source, destination}: MigrationState): string =>
	[source.migration?.errorDescription, destination.errorOutput].filter(Boolean).join('\n');

/** Why the copy ended without the guest having moved. */
const problemOfEnd = (state: MigrationState): Problem | undefined => {
	const {plan, source, destination} = state;
	const names = {name: plan.guestName, source: plan.source.host, destination: plan.destination.host};
	const raw = rawWords(state);
	if (state.isSent && source.process === 'gone') {
		return {kind: 'source-lost', ...names, raw};
	}

	if (state.problem !== undefined || state.isCancelAsked) {
		return state.problem;
	}

	if (source.migration?.status === 'completed') {
		return {kind: 'destination-lost', ...names, raw};
	}

	// Nothing was sent: the connection itself did not come about, unless the destination ended for a reason of its own.
	const hasSent = state.samples.some(({transferredBytes}) => (transferredBytes ?? 0) > 0);
	return hasSent || (destination.process === 'gone' && !destination.isEndedByUs)
		? {kind: 'copy-failed', ...names, raw}
		: {
				kind: 'connect-failed',
				...names,
				address: `${plan.destination.address}:${plan.destination.port}`,
				raw,
			};
};

const act = (state: MigrationState, decision: Decision, atMs: number): Transition => {
	switch (decision.act) {
		case 'arrived': {
			// It was given up and came to life after all.
			const problem = state.problem?.kind === 'destination-lost' ? undefined : state.problem;
			const arrived = {...enter(state, 'confirming', atMs), problem};
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
			return [{...enter(state, 'rolling-back', atMs), problem: problemOfEnd(state)}, [{kind: 'continue-source'}]];
		case 'stayed': {
			const problem = problemOfEnd(state);
			const phase = state.isCancelAsked && problem === undefined ? 'cancelled' : 'failed';
			return [enter({...state, problem}, phase, atMs), []];
		}

		case 'lost':
			return [enter({...state, problem: problemOfEnd(state)}, 'failed', atMs), []];
		default:
			return [state, []];
	}
};

/** Nothing more comes from a source that is complete or gone, and the destination answers that it runs nothing. */
const idled = (state: MigrationState, hasDestinationAnswered: boolean, atMs: number): MigrationState => {
	const {source, destination} = state;
	const isOver = source.process === 'gone' || source.migration?.status === 'completed';
	if (!isOver || destination.status?.running !== false) {
		return state.idleSinceMs === undefined ? state : {...state, idleSinceMs: undefined};
	}

	return hasDestinationAnswered && state.idleSinceMs === undefined ? {...state, idleSinceMs: atMs} : state;
};

/**
Whether the source shows that `migrate` reached it. A guest that arrived by a migration says `completed` of that one (since
2.11), and is not `postmigrate`.
*/
const hasBegun = ({source: {migration, status}}: MigrationState): boolean =>
	migration?.status !== undefined && (migration.status !== 'completed' || status?.runState === 'postmigrate');

const observe = (
	state: MigrationState,
	event: Extract<MigrationEvent, {kind: 'observed'}>,
	atMs: number,
): Transition => {
	const {source, destination} = event;
	const seen = {
		...state,
		source: look(state.source, source, atMs),
		destination: look(state.destination, destination, atMs),
	};
	const looked = idled(sampled(seen, source?.migration, atMs), destination?.contact === 'ok', atMs);
	if (!isAfterStart(state.phase)) {
		return [looked, []];
	}

	if (looked.isOutcomeUnknown && source?.contact === 'ok' && source.migration !== undefined && !hasBegun(looked)) {
		// A monitor serves one client at a time: what an earlier one of ours had sent is done, or never will be.
		const {guestName: name, source: at} = looked.plan;
		const raw = 'The monitor closed while migrate was sent, and the source has not begun.';
		return giveUp(looked, {kind: 'gave-up', problem: {kind: 'monitor-lost', name, host: at.host, raw}}, atMs);
	}

	const known = source?.migration === undefined ? looked : {...looked, isOutcomeUnknown: false};
	// Before `migrate` is sent the status still speaks of an earlier migration.
	const next = known.isSent ? phaseOfStatus(known.source.migration?.status) : undefined;
	const moved = next === undefined ? known : enter(known, laterPhase(known.phase, next), atMs);
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
	if (!['checking', 'preparing', 'starting', 'cancelling'].includes(state.phase)) {
		return [{...state, problem: state.problem ?? event.problem}, []];
	}

	const given: MigrationState = {
		...state,
		isSent: false,
		isOutcomeUnknown: false,
		problem: state.isCancelAsked ? undefined : event.problem,
		destinationProcess: event.destinationProcess ?? state.destinationProcess,
	};
	return given.destinationProcess !== undefined && state.plan.destination.launch.kind === 'start'
		? [enter(given, 'rolling-back', atMs), [{kind: 'end-destination'}]]
		: [enter(given, state.isCancelAsked ? 'cancelled' : 'failed', atMs), []];
};

/** Asked once more: what was said of the time before does not hold any longer. */
const withoutRefusal = (state: MigrationState): MigrationState =>
	state.problem?.kind === 'release-refused' ? {...state, problem: undefined} : state;

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
			return [{...state, isOutcomeUnknown: !event.isAnswered}, state.isCancelAsked ? [{kind: 'cancel'}] : []];
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
			return state.phase === 'confirming' ? [withoutRefusal(state), [{kind: 'release-source'}]] : [state, []];
		case 'released':
			return [enter({...withoutRefusal(state), isReleased: true}, 'completed', atMs), []];
		case 'release-refused':
			return [{...state, problem: event.problem}, []];
		case 'kept':
			return [state.phase === 'confirming' ? enter(state, 'completed', atMs) : state, []];
		default:
			return [state, []];
	}
};
