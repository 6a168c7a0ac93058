import type {MigrationEffect, MigrationEvent} from '../../domain/migration/events.js';
import {isFinal, isObserving} from '../../domain/migration/phase.js';
import type {MigrationPlan} from '../../domain/migration/plan.js';
import {beginMigration, type MigrationState} from '../../domain/migration/state.js';
import {transition} from '../../domain/migration/transition.js';
import {type Deferred, deferred} from '../deferred.js';
import type {MigrationContext} from './context.js';
import {performers} from './effects/index.js';
import {forgetLaunch} from './launch.js';
import {observeSide} from './observe-side.js';
import type {Side} from './side.js';

/** One migration under way. The rules are `transition`'s; this performs what they ask for and tells them what came of it. */
export type MigrationRun = {
	readonly state: MigrationState;
	/** Resolves at the end, and once the guest has arrived where the release waits for a person or was refused. */
	readonly settled: Promise<MigrationState>;
	send(
		event: Extract<
			MigrationEvent,
			{kind: 'cancel-asked' | 'post-copy-asked' | 'recover-asked' | 'release-asked' | 'kept'}
		>,
	): void;
	/** Wakes the observation of both sides: something happened. */
	nudge(): void;
	/** Stops looking. The migration itself is QEMU's and goes on. */
	detach(): void;
};

/** Readings while nothing is about to happen, and near the switch. */
const calmIntervalMs = 250;
const tenseIntervalMs = 50;

const intervalOf = ({phase, samples}: MigrationState): number => {
	const last = samples.at(-1);
	const isNearSwitch =
		phase !== 'pre-copy' ||
		(last?.remainingBytes !== undefined &&
			last.linkBytesPerSecond !== undefined &&
			last.remainingBytes < last.linkBytesPerSecond);
	return isNearSwitch ? tenseIntervalMs : calmIntervalMs;
};

/** The source's process could not be ended; whether to try again is a person's to say. */
const isReleaseOver = (event: MigrationEvent): boolean =>
	event.kind === 'release-refused' || (event.kind === 'mishap' && event.effect === 'release-source');

/** Performs a plan from its beginning. */
export const startMigration = (plan: MigrationPlan, context: MigrationContext): MigrationRun =>
	runMigration(beginMigration(plan, context.clock.now()), [{kind: 'check'}], context);

/** Goes on with a migration that was found under way: both sides are looked at first, and what they say decides. */
export const resumeMigration = (found: MigrationState, context: MigrationContext): MigrationRun =>
	runMigration(
		found,
		// The person who began it had said what is to become of the empty process.
		found.phase === 'confirming' && found.plan.release === 'release' ? [{kind: 'release-source'}] : [],
		context,
	);

const runMigration = (
	initial: MigrationState,
	firstEffects: readonly MigrationEffect[],
	context: MigrationContext,
): MigrationRun => {
	const {clock, publish} = context;
	const {plan} = initial;
	let state = initial;
	const settled: Deferred<MigrationState> = deferred();
	const underWay = new Set<MigrationEffect['kind']>();
	const stopped = new AbortController();
	let wake = new AbortController();

	const nudge = (): void => {
		wake.abort();
		wake = new AbortController();
	};

	/** What a destination printed was read when it ended; its folder on the host is of no use any more. */
	const tidyUp = async (): Promise<void> => {
		const folder = state.destinationProcess?.outputFolder;
		if (folder !== undefined && state.destination.process === 'gone') {
			// With the link down it stays; the guest is not concerned.
			await forgetLaunch(context.hostOf(plan.destination.host).connection, folder).catch(() => {});
		}
	};

	const feed = (event: MigrationEvent): void => {
		if (stopped.signal.aborted) {
			return;
		}

		const [next, effects] = transition(state, event, clock.now());
		const hasMoved = next.phase !== state.phase;
		if (next !== state) {
			state = next;
			publish(state);
		}

		for (const effect of effects) {
			void perform(effect);
		}

		if (hasMoved) {
			nudge();
		}

		if (isFinal(state.phase)) {
			stopped.abort();
			void tidyUp().then(() => settled.resolve(state));
		} else if (state.phase === 'confirming' && (plan.release === 'ask' || isReleaseOver(event))) {
			settled.resolve(state);
		}
	};

	const perform = async (effect: MigrationEffect): Promise<void> => {
		if (underWay.has(effect.kind)) {
			return;
		}

		underWay.add(effect.kind);
		const event = await performers[effect.kind]({context, state, signal: stopped.signal}).catch(
			// A performer answers for its own failures; what reaches here is a mistake of ours and must be seen.
			(error: unknown): MigrationEvent => ({
				kind: 'mishap',
				effect: effect.kind,
				problem: {kind: 'unexpected', raw: error instanceof Error ? (error.stack ?? error.message) : String(error)},
			}),
		);
		underWay.delete(effect.kind);
		if (event) {
			feed(event);
		}
	};

	const observeLoop = async (which: 'source' | 'destination', sideOf: () => Side | undefined): Promise<void> => {
		// Who ends the destination also says how it ended.
		const isOthers = (): boolean => which === 'destination' && underWay.has('end-destination');
		while (!stopped.signal.aborted) {
			const side = isObserving(state.phase) && !isOthers() ? sideOf() : undefined;
			const started = wake.signal;
			if (side) {
				const seen = await observeSide(side, which, context, state);
				if (stopped.signal.aborted) {
					return;
				}

				if (!isOthers()) {
					feed({kind: 'observed', [which]: seen});
				}
			}

			await clock.delay(intervalOf(state), started);
		}
	};

	void observeLoop('source', () => context.sourceSide(state));
	void observeLoop('destination', () => context.destinationSide(state));
	publish(state);
	for (const effect of firstEffects) {
		void perform(effect);
	}

	if (state.phase === 'confirming' && firstEffects.length === 0) {
		settled.resolve(state);
	}

	return {
		get state() {
			return state;
		},
		settled: settled.promise,
		send: feed,
		nudge,
		detach() {
			stopped.abort();
			nudge();
		},
	};
};
