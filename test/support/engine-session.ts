import {afterEach} from 'vitest';
import type {MigrationPlan} from '../../source/domain/migration/plan.js';
import type {MigrationRequest} from '../../source/domain/migration/request.js';
import type {MigrationState} from '../../source/domain/migration/state.js';
import {createEngine, type Engine} from '../../source/engine/engine.js';
import type {MigrationRun} from '../../source/engine/migration/runner.js';
import type {ScriptedVersion} from './scripted-monitor/release.js';
import {guestCommandLine, type MonitorChoice, ScriptedWorld, type WorldProcess} from './scripted-world.js';

/** A world with a guest on alpha, and an engine that has read both hosts. */
export type EngineSession = {
	readonly world: ScriptedWorld;
	readonly engine: Engine;
	readonly source: WorldProcess;
	plan(request?: Partial<MigrationRequest>): Promise<MigrationPlan>;
	/** Plans and begins. */
	migrate(request?: Partial<MigrationRequest>): Promise<MigrationRun>;
	/** This vmferry ends as if it was killed, and another one starts. */
	startAnew(): Promise<void>;
	/** Goes on with what is found under way, if anything is. */
	resume(): Promise<MigrationRun | undefined>;
	/** Tells the run something; it has to be under way. */
	send(event: Parameters<MigrationRun['send']>[0]): void;
	/** Ends it, and fails on what must never have happened; `endSessions` does it otherwise. */
	close(): Promise<void>;
	/** What the run says now. */
	readonly state: MigrationState;
};

export type SessionOptions = {
	readonly version?: ScriptedVersion;
	readonly monitors?: MonitorChoice;
	readonly isPaused?: boolean;
	readonly isReadOnly?: boolean;
	/** More of the guest's command line. */
	readonly more?: readonly string[];
	/** Called with the world before the engine starts. */
	readonly prepare?: (world: ScriptedWorld, source: WorldProcess) => Promise<void> | void;
};

const open = new Set<() => Promise<void>>();

/** Ends what a test opened and did not close, and fails on what must never have happened. */
export const endSessions = (): void => {
	afterEach(async () => {
		for (const close of [...open]) {
			await close();
		}
	});
};

export const openSession = async ({
	version = '7.2.22',
	monitors = 'both',
	isPaused = false,
	isReadOnly = false,
	more = [],
	prepare,
}: SessionOptions = {}): Promise<EngineSession> => {
	const world = new ScriptedWorld();
	const source = await world.start('alpha', version, guestCommandLine(monitors, more));
	if (isPaused) {
		source.qemu.setRunState('paused');
	}

	await prepare?.(world, source);
	const newEngine = (): Engine =>
		createEngine({
			hosts: ['alpha', 'beta'],
			connect: name => world.host(name).connection,
			clock: world.clock,
			isReadOnly,
		});
	let engine = newEngine();
	const close = async (): Promise<void> => {
		open.delete(close);
		await engine.close();
		const left = [world.alpha, world.beta].filter(({connection}) => connection.openStreams > 0);
		await world.close();
		world.verify();
		if (left.length > 0) {
			throw new Error(`The engine left streams open on ${left.map(({name}) => name).join(', ')}.`);
		}
	};
	open.add(close);
	await engine.start();
	let run: MigrationRun | undefined;

	const plan = async (request: Partial<MigrationRequest> = {}): Promise<MigrationPlan> => {
		const proposed = await engine.plan({
			guestName: 'vm01',
			sourceHost: 'alpha',
			destinationHost: 'beta',
			maxBandwidthBytesPerSecond: 1024 ** 3,
			release: 'keep',
			...request,
		});
		if (!proposed.ok) {
			throw new Error(`There is no plan: ${JSON.stringify(proposed.reason)}\n${world.describe()}`);
		}

		return proposed.value.plan;
	};

	return {
		world,
		get engine() {
			return engine;
		},
		source,
		plan,
		close,
		async migrate(request) {
			run = engine.begin(await plan(request));
			return run;
		},
		async startAnew() {
			await engine.close();
			world.connectAnew();
			engine = newEngine();
			await engine.start();
		},
		async resume() {
			const [found] = await engine.findMigrations();
			run = found && engine.resume(found);
			return run;
		},
		send(event) {
			run?.send(event);
		},
		get state() {
			if (!run) {
				throw new Error('Nothing was begun.');
			}

			return run.state;
		},
	};
};

/** The commands that change something, in their order. */
export const ordersTo = ({qemu}: WorldProcess): readonly string[] =>
	qemu.received.filter(line => !/^(?:info|query-|qom-get)/.test(line));
