import {usualBandwidthBytesPerSecond} from '../../source/domain/migration/request.js';
import type {MigrationState} from '../../source/domain/migration/state.js';
import {createEngine, type Engine} from '../../source/engine/engine.js';
import {guestsOf} from '../../source/store/shown-monitor.js';
import {createReplay} from '../../source/transport/replay/replay.js';

/** @param hosts In the order of the command line, which decides what is asked first. */
const open = (text: string, hosts: readonly string[]) => {
	const replay = createReplay(text);
	const engine = createEngine({hosts, connect: name => replay.connect(name), clock: replay.clock});
	return {replay, engine};
};

/** What must come before the recording fails. */
const within = async <T>(played: Promise<void>, wanted: Promise<T>): Promise<T> => {
	const failure = new Promise<never>((_resolve, reject) => {
		played.catch((error: Error) => {
			reject(new Error(`${error.message}\nWhere that is meant, record anew: npx tsx scripts/record-fixture.ts`));
		});
	});
	return Promise.race([wanted, failure]);
};

/** Plays the recording of a `vmferry ls` to an engine, to its end. */
export const replayList = async (text: string, hosts: readonly string[]) => {
	const {replay, engine} = open(text, hosts);
	await within(replay.played, engine.start());
	await replay.played;
	const state = engine.store.getState();
	await engine.close();
	return {state, guests: guestsOf(state)};
};

const proposedPlan = async (
	engine: Engine,
	guestName: string,
	[sourceHost = '', destinationHost = '']: readonly string[],
) => {
	const proposed = await engine.plan({
		guestName,
		sourceHost,
		destinationHost,
		release: 'release',
		maxBandwidthBytesPerSecond: usualBandwidthBytesPerSecond,
	});
	if (!proposed.ok) {
		throw new Error(`There is no plan: ${JSON.stringify(proposed.reason)}`);
	}

	return proposed.value.plan;
};

/** Plays the recording of a `vmferry migrate GUEST A B --yes --release` to an engine, to its end. */
export const replayMigration = async (
	text: string,
	guestName: string,
	hosts: readonly string[],
): Promise<MigrationState> => {
	const {replay, engine} = open(text, hosts);
	try {
		await within(replay.played, engine.start());
		const plan = await within(replay.played, proposedPlan(engine, guestName, hosts));
		const end = await within(replay.played, engine.begin(plan).settled);
		await replay.played;
		return end;
	} finally {
		await engine.close();
	}
};
