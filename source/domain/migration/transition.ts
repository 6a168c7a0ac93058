import {type Decision, decide} from './decide.js';
import type {MigrationEffect, MigrationEvent} from './events.js';
import {hasBegun, idled, look, sampled} from './knowledge.js';
import {isCancellable, isFinal, laterPhase, type Phase, phaseOfStatus} from './phase.js';
import {canSwitchToPostCopy, isPostCopyPaused, mustSwitchByItself} from './post-copy.js';
import {problemOfEnd} from './problem-of-end.js';
import {situationOf} from './situation.js';
import type {MigrationState} from './state.js';

export type Transition = readonly [MigrationState, readonly MigrationEffect[]];

const enter = (state: MigrationState, phase: Phase, atMs: number): MigrationState =>
	phase === state.phase ? state : {...state, phase, phases: [...state.phases, {phase, atMs}]};

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
	if (mustCancelAgain(after)) {
		return [after, [...effects, {kind: 'cancel'}]];
	}

	return mustSwitchByItself(after, atMs)
		? [{...after, isPostCopyAsked: true}, [...effects, {kind: 'start-post-copy'}]]
		: [after, effects];
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
	if (given.destinationProcess !== undefined && state.plan.destination.launch.kind === 'start') {
		return [enter(given, 'rolling-back', atMs), [{kind: 'end-destination'}]];
	}

	return given.isSourceStoppedByUs
		? [enter(given, 'rolling-back', atMs), [{kind: 'continue-source'}]]
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
			if (state.isCancelAsked) {
				return giveUp(prepared, {kind: 'gave-up', problem: {kind: 'unexpected', raw: 'cancelled'}}, atMs);
			}

			// From here on whoever gives up has to let the guest go on, whether `stop` was answered or not.
			return state.plan.mode === 'offline'
				? [{...prepared, isSourceStoppedByUs: true}, [{kind: 'stop-source'}]]
				: [enter({...prepared, isSent: true}, 'starting', atMs), [{kind: 'start'}]];
		}

		case 'source-stopped':
			return state.isCancelAsked
				? giveUp(state, {kind: 'gave-up', problem: {kind: 'unexpected', raw: 'cancelled'}}, atMs)
				: [enter({...state, isSent: true}, 'starting', atMs), [{kind: 'start'}]];

		case 'gave-up':
			return giveUp(state, event, atMs);
		case 'started':
			return [{...state, isOutcomeUnknown: !event.isAnswered}, state.isCancelAsked ? [{kind: 'cancel'}] : []];
		case 'observed':
			return observe(state, event, atMs);
		case 'cancel-asked': {
			// QEMU below 10.0 takes a cancel in post-copy and destroys the guest by it.
			if (!isCancellable(state.phase) || state.isCancelAsked || state.isPostCopyAsked) {
				return [state, []];
			}

			const asked = {...state, isCancelAsked: true};
			return state.phase === 'pre-copy' || state.phase === 'starting'
				? [enter(asked, 'cancelling', atMs), [{kind: 'cancel'}]]
				: [asked, []];
		}

		case 'post-copy-asked':
			return canSwitchToPostCopy(state)
				? [{...state, isPostCopyAsked: true, refusedOrder: undefined}, [{kind: 'start-post-copy'}]]
				: [state, []];
		case 'recover-asked':
			return isPostCopyPaused(state)
				? [{...state, refusedOrder: undefined}, [{kind: 'recover-post-copy'}]]
				: [state, []];
		case 'order-refused': {
			const isPostCopyAsked = state.isPostCopyAsked && event.effect !== 'start-post-copy';
			return [{...state, isPostCopyAsked, refusedOrder: {order: event.order, raw: event.raw}}, []];
		}

		case 'mishap':
			return event.effect === 'check' || event.effect === 'prepare' || event.effect === 'stop-source'
				? giveUp(state, {kind: 'gave-up', problem: event.problem}, atMs)
				: [{...state, problem: state.problem ?? event.problem}, []];
		case 'release-asked':
			return state.phase === 'confirming' ? [withoutRefusal(state), [{kind: 'release-source'}]] : [state, []];
		case 'released':
			return [enter({...withoutRefusal(state), isReleased: true}, 'completed', atMs), []];
		case 'release-refused':
			return [
				{
					...state,
					problem: event.problem,
					source: look(state.source, event.source, atMs),
					destination: look(state.destination, event.destination, atMs),
				},
				[],
			];
		case 'kept':
			return [state.phase === 'confirming' ? enter(state, 'completed', atMs) : state, []];
		default:
			return [state, []];
	}
};
