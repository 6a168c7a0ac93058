import {randomUUID} from 'node:crypto';
import {type GuestKey, guestKey} from '../domain/guest.js';
import type {MigrationPlan} from '../domain/migration/plan.js';
import type {MigrationRequest} from '../domain/migration/request.js';
import type {MigrationState} from '../domain/migration/state.js';
import type {Problem} from '../domain/problem.js';
import type {Result} from '../lib/result.js';
import {initialState} from '../store/initial-state.js';
import {reducer} from '../store/reducer.js';
import {createStore, type Store} from '../store/store.js';
import type {AskPerson, HostConnection} from '../transport/host-connection.js';
import {type Clock, systemClock} from './clock.js';
import type {EngineCommand} from './command.js';
import {createCommandPerformer} from './command-performer.js';
import {createHostLoop, type HostLoop} from './hosts/host-loop.js';
import {createGuestPoller} from './hosts/poll-guests.js';
import {readOnlyConnection} from './hosts/read-only-connection.js';
import type {MigrationContext} from './migration/context.js';
import {findUnderWay} from './migration/find-under-way.js';
import {blocksOf, type PlanningContext, type ProposedMigration, planMigration} from './migration/plan-migration.js';
import {recheck} from './migration/recheck.js';
import {type MigrationRun, resumeMigration, startMigration} from './migration/runner.js';
import {createSide, type Side} from './migration/side.js';
import {watchOthers} from './migration/watch-others.js';
import {createConversations} from './monitors/conversation.js';
import {noteExchange} from './monitors/note-exchange.js';
import {ReadOnlyError} from './monitors/read-only.js';
import {createSessionPool, monitorFor, type SessionPool} from './monitors/session-pool.js';
import {createQuestions} from './questions.js';

export type EngineOptions = {
	/** Names of the hosts, in the order of the command line. */
	readonly hosts: readonly string[];
	/** Makes the connection to a host; nothing is connected before `start`. */
	readonly connect: (host: string, ask: AskPerson) => HostConnection;
	readonly clock?: Clock;
	/** Looks only: no monitor gets a line that changes something, no host a script that does. Default false. */
	readonly isReadOnly?: boolean;
	/** Also watches what is under way without having been begun here: at the start, and when a guest's QEMU says so later. */
	readonly watchesOthers?: boolean;
};

/** The one core: console, command line and programs hold the same. */
export type Engine = {
	readonly store: Store;
	/** Connects all hosts. Resolves once each was read or could not be; it goes on reading until `close`. */
	start(): Promise<void>;
	/** What a person asked by a key; what comes of it is in the store. */
	send(command: EngineCommand): void;
	/** Gathers facts and runs the checks. Changes nothing. */
	plan(request: MigrationRequest): Promise<Result<ProposedMigration, Problem>>;
	/**
	Does what the plan says. One migration at a time: the watch of another one ends, which itself goes on.
	@throws {ReadOnlyError} Where only looking is allowed.
	*/
	begin(plan: MigrationPlan): MigrationRun;
	/** Migrations that are under way between the hosts, whoever began them. Changes nothing. */
	findMigrations(): Promise<readonly MigrationState[]>;
	/** Goes on with one that was found. */
	resume(found: MigrationState): MigrationRun;
	readonly pool: SessionPool;
	hostOf(name: string): HostLoop;
	/** Lets go of everything. A migration that is under way is QEMU's and goes on. */
	close(): Promise<void>;
};

const clockEveryMs = 500;

export const createEngine = ({
	hosts: names,
	connect,
	clock = systemClock,
	isReadOnly = false,
	watchesOthers = false,
}: EngineOptions): Engine => {
	const store = createStore(reducer, initialState(names, clock.now(), isReadOnly));
	const questions = createQuestions(store);
	const closed = new AbortController();
	let run: MigrationRun | undefined;

	const pool = createSessionPool({
		connectionOf: host => hostOf(host).connection,
		clock,
		isReadOnly,
		onContact(guest, monitor, contact) {
			// The guest's contact is that of the monitor which the engine itself uses.
			if (monitorFor(guest).language === monitor.language) {
				store.dispatch({kind: 'guest-changed', host: guest.host, key: guest.key, change: {contact}});
			}
		},
		onEvent(guest, language, event) {
			conversations.noteEvent(guest, language, event);
			run?.nudge();
		},
		onExchange: (guest, language, exchange) => noteExchange(conversations, guest, language, exchange),
	});
	const conversations = createConversations(store, pool, clock);
	const pollGuests = createGuestPoller(store, pool, clock);

	const loops = new Map<string, HostLoop>(
		names.map(name => [
			name,
			createHostLoop({
				connection: isReadOnly ? readOnlyConnection(connect(name, questions.ask)) : connect(name, questions.ask),
				store,
				clock,
				onGuests(guests) {
					pool.keepOnly(name, new Set(guests.map(({key}) => key)));
					pollGuests(guests);
				},
			}),
		]),
	);

	const hostOf = (name: string): HostLoop => {
		const loop = loops.get(name);
		if (!loop) {
			throw new Error(`${name} is none of the hosts that vmferry was started with.`);
		}

		return loop;
	};

	const planning: PlanningContext = {store, pool, hostOf, newId: randomUUID, clock};
	const plan = (request: MigrationRequest): Promise<Result<ProposedMigration, Problem>> =>
		planMigration(request, planning);

	/** The list of guests shows what the migration saw of them, which is newer than the last poll. */
	const seenAtMs = new Map<GuestKey, number>();
	const shareWhatWasSeen = ({plan: {source, destination}, ...seen}: MigrationState): void => {
		for (const [host, process, {status, heardAtMs = 0}] of [
			[source.host, source.process, seen.source],
			[destination.host, seen.destinationProcess, seen.destination],
		] as const) {
			const key = process && guestKey(host, process);
			if (key !== undefined && status !== undefined && heardAtMs > (seenAtMs.get(key) ?? 0)) {
				seenAtMs.set(key, heardAtMs);
				store.dispatch({kind: 'guest-changed', host, key, change: {status}});
			}
		}
	};

	const contextOf = (agreed: MigrationPlan): MigrationContext => {
		const sideOf = (host: string, process: Side['process']): Side => createSide(hostOf(host), process, pool, store);
		// Sides remember the process they were made for, so there is one of each per migration.
		const source = sideOf(agreed.source.host, agreed.source.process);
		let destination: Side | undefined;
		return {
			clock,
			hostOf,
			sideOf,
			sourceSide: () => source,
			destinationSide({destinationProcess}: MigrationState) {
				if (destinationProcess && !destination) {
					destination = sideOf(agreed.destination.host, destinationProcess);
				}

				return destination;
			},
			recheck: () => recheck(agreed, planning),
			publish(migration) {
				store.dispatch({kind: 'migration-changed', migration});
				shareWhatWasSeen(migration);
			},
		};
	};

	/** Whoever watches a migration also acts on it. */
	const mustBeAllowed = (): void => {
		if (isReadOnly) {
			throw new ReadOnlyError('Not started: with --read-only no guest is moved.');
		}
	};

	const begin = (agreed: MigrationPlan): MigrationRun => {
		mustBeAllowed();
		run?.detach();
		run = startMigration(agreed, contextOf(agreed));
		return run;
	};

	const resume = (found: MigrationState): MigrationRun => {
		mustBeAllowed();
		run?.detach();
		run = resumeMigration(found, contextOf(found.plan));
		return run;
	};

	const findMigrations = () => findUnderWay([...loops.values()], planning);

	const perform = createCommandPerformer({
		store,
		conversations,
		questions,
		plan,
		begin,
		resume,
		findMigrations,
		currentRun: () => run,
		refresh: async () => {
			await Promise.allSettled([...loops.values()].map(loop => loop.refresh('full')));
		},
	});

	const tellTime = async (): Promise<void> => {
		while (!closed.signal.aborted) {
			store.dispatch({kind: 'clock', nowMs: clock.now()});
			await clock.delay(clockEveryMs, closed.signal);
		}
	};

	const send = (command: EngineCommand): void => {
		perform(command).catch((error: unknown) => {
			const raw = error instanceof Error ? (error.stack ?? error.message) : String(error);
			store.dispatch({kind: 'open-dialog', dialog: {kind: 'problem', problem: {kind: 'unexpected', raw}}});
		});
	};

	let stopWatching: () => void = () => {};
	return {
		store,
		pool,
		hostOf,
		async start() {
			void tellTime();
			await Promise.all([...loops.values()].map(loop => loop.start()));
			if (watchesOthers && !isReadOnly && !closed.signal.aborted) {
				send({kind: 'find-migrations'});
				stopWatching = watchOthers(store, () => send({kind: 'find-migrations'}));
			}
		},
		send,
		plan,
		begin,
		findMigrations,
		resume,
		async close() {
			closed.abort();
			stopWatching();
			run?.detach();
			pool.close();
			await Promise.all([...loops.values()].map(loop => loop.close()));
		},
	};
};

export {blocksOf};
