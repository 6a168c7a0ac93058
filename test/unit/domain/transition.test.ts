import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {MigrationEffect, MigrationEvent, SideObservation} from '../../../source/domain/migration/events.js';
import {forwardPhases, isFinal} from '../../../source/domain/migration/phase.js';
import type {MigrationPlan} from '../../../source/domain/migration/plan.js';
import {beginMigration, type MigrationState} from '../../../source/domain/migration/state.js';
import {transition} from '../../../source/domain/migration/transition.js';

const plan: MigrationPlan = {
	id: 'test',
	guestName: 'vm01',
	source: {host: 'alpha', process: {pid: 10, startTimeTicks: 1}},
	destination: {
		host: 'beta',
		address: '192.168.12.46',
		port: 4449,
		launch: {kind: 'start', commandLine: ['qemu'], workingDirectory: undefined, changes: [], incoming: 'defer'},
	},
	maxBandwidthBytesPerSecond: undefined,
	downtimeLimitMs: undefined,
	expectRunning: true,
	release: 'ask',
	warnings: [],
};

/**
Two QEMUs and two links, as a model: what the world does by itself, and what our effects do to it. The property is about the
world, not about our own words.
*/
type World = {
	source: 'running' | 'paused' | 'postmigrate' | 'gone';
	destination: 'none' | 'inmigrate' | 'running' | 'gone';
	migration: 'none' | 'active' | 'completed' | 'failed' | 'cancelled';
	sourceLink: boolean;
	destinationLink: boolean;
};

type Happening =
	| 'copy-completes'
	| 'copy-fails'
	| 'destination-starts-guest'
	| 'destination-dies'
	| 'source-dies'
	| 'source-link'
	| 'destination-link'
	| 'observe-source'
	| 'observe-destination'
	| 'cancel';

const happenings: readonly Happening[] = [
	'copy-completes',
	'copy-fails',
	'destination-starts-guest',
	'destination-dies',
	'source-dies',
	'source-link',
	'destination-link',
	'observe-source',
	'observe-destination',
	'cancel',
];

const sourceSeen = ({source, migration, sourceLink}: World): SideObservation => {
	if (!sourceLink) {
		return {contact: 'lost'};
	}

	return source === 'gone'
		? {contact: 'ok', process: 'gone'}
		: {
				contact: 'ok',
				process: 'alive',
				status: {running: source === 'running', runState: source},
				migration: migration === 'none' ? {} : {status: migration, ram: {transferredBytes: 1}},
			};
};

const destinationSeen = ({destination, destinationLink}: World): SideObservation => {
	if (!destinationLink) {
		return {contact: 'lost'};
	}

	return destination === 'gone' || destination === 'none'
		? {contact: 'ok', process: 'gone'}
		: {contact: 'ok', process: 'alive', status: {running: destination === 'running', runState: destination}};
};

const copiesOf = ({source, destination}: World): number =>
	Number(source === 'running') + Number(destination === 'running');

/** Performs an effect in the model as the engine would, where the link allows it. */
const perform = (world: World, effect: MigrationEffect): MigrationEvent | undefined => {
	switch (effect.kind) {
		case 'check':
			return {kind: 'checked'};
		case 'prepare':
			if (!world.destinationLink || !world.sourceLink) {
				return {kind: 'gave-up', problem: {kind: 'unexpected', raw: 'no link'}};
			}

			world.destination = 'inmigrate';
			return {kind: 'prepared', destinationProcess: {pid: 20, startTimeTicks: 2}};
		case 'start':
			if (world.sourceLink && world.source === 'running') {
				world.migration = 'active';
			}

			return {kind: 'started', isAnswered: world.sourceLink};
		case 'cancel':
			if (world.sourceLink && world.migration === 'active') {
				world.migration = 'cancelled';
			}

			return undefined;
		case 'end-destination':
			if (!world.destinationLink) {
				return {kind: 'observed', destination: {contact: 'lost'}};
			}

			// What the engine does too: never one that answers running.
			if (world.destination === 'inmigrate') {
				world.destination = 'gone';
			}

			return {kind: 'observed', destination: destinationSeen(world)};
		case 'continue-source':
			// The engine looks once more; the model does not, so that the rule alone is tested.
			if (world.sourceLink && world.source === 'postmigrate') {
				world.source = 'running';
			}

			return undefined;
		case 'continue-destination':
		case 'release-source':
			return undefined;
		default: {
			const never: never = effect;
			return never;
		}
	}
};

const happen = (world: World, what: Happening): MigrationEvent | undefined => {
	switch (what) {
		case 'copy-completes':
			if (world.migration === 'active' && world.source === 'running') {
				// QEMU says so whether the destination lives or not.
				world.migration = 'completed';
				world.source = 'postmigrate';
			}

			return undefined;
		case 'copy-fails':
			if (world.migration === 'active') {
				world.migration = 'failed';
			}

			return undefined;
		case 'destination-starts-guest':
			if (world.migration === 'completed' && world.destination === 'inmigrate') {
				world.destination = 'running';
			}

			return undefined;
		case 'destination-dies':
			if (world.destination !== 'none') {
				world.destination = 'gone';
			}

			return undefined;
		case 'source-dies':
			world.source = 'gone';
			return undefined;
		case 'source-link':
			world.sourceLink = !world.sourceLink;
			return undefined;
		case 'destination-link':
			world.destinationLink = !world.destinationLink;
			return undefined;
		case 'observe-source':
			return {kind: 'observed', source: sourceSeen(world)};
		case 'observe-destination':
			return {kind: 'observed', destination: destinationSeen(world)};
		default:
			return {kind: 'cancel-asked'};
	}
};

type Play = {readonly state: MigrationState; readonly world: World};

const play = (story: readonly Happening[]): Play => {
	const world: World = {
		source: 'running',
		destination: 'none',
		migration: 'none',
		sourceLink: true,
		destinationLink: true,
	};
	let state = beginMigration(plan, 0);
	let now = 0;
	const pending: MigrationEffect[] = [{kind: 'check'}];

	const feed = (event: MigrationEvent | undefined): void => {
		if (event === undefined) {
			return;
		}

		now += 10;
		const before = state;
		const [next, effects] = transition(state, event, now);
		state = next;
		pending.push(...effects);
		if (isFinal(before.phase)) {
			expect(effects).toEqual([]);
		}
	};

	const work = (): void => {
		for (let effect = pending.shift(); effect; effect = pending.shift()) {
			feed(perform(world, effect));
			expect(copiesOf(world)).toBeLessThanOrEqual(1);
		}
	};

	work();
	for (const what of story) {
		feed(happen(world, what));
		work();
		expect(copiesOf(world)).toBeLessThanOrEqual(1);
	}

	// The links come back, nothing else happens: both sides are looked at until nothing changes.
	world.sourceLink = true;
	world.destinationLink = true;
	for (let round = 0; round < 6; round++) {
		feed({kind: 'observed', source: sourceSeen(world)});
		work();
		feed({kind: 'observed', destination: destinationSeen(world)});
		work();
	}

	return {state, world};
};

const stories = fc.array(fc.constantFrom(...happenings), {maxLength: 40});

test('no order of events makes two running copies, and phases never go back', () => {
	fc.assert(
		fc.property(stories, story => {
			const {state} = play(story);
			const order: readonly string[] = forwardPhases;
			const forward = state.phases.map(({phase}) => order.indexOf(phase)).filter(index => index >= 0);
			expect(forward).toEqual([...forward].sort((left, right) => left - right));
		}),
		{numRuns: 2000},
	);
});

test('once nothing more happens, the guest runs exactly once unless its own process was killed', () => {
	fc.assert(
		fc.property(
			stories.map(story => story.filter(what => what !== 'source-dies')),
			story => {
				const {state, world} = play(story);
				const isStillCopying = world.migration === 'active' || world.destination === 'inmigrate';
				const wasKilledAfterArrival = world.source === 'postmigrate' && state.phase === 'confirming';
				if (!isStillCopying && !wasKilledAfterArrival) {
					expect(copiesOf(world)).toBe(1);
				}

				if (isFinal(state.phase) && state.phase !== 'completed') {
					expect(world.destination).not.toBe('inmigrate');
				}
			},
		),
		{numRuns: 2000},
	);
});

test('a cancel in mid-copy ends cancelled, with nothing on the destination', () => {
	const {state, world} = play(['observe-source', 'cancel', 'observe-source', 'observe-destination']);
	expect(state.phase).toBe('cancelled');
	expect(world).toMatchObject({source: 'running', destination: 'gone', migration: 'cancelled'});
});

test('completed on the source and a dead destination: the guest goes on at its source', () => {
	const {state, world} = play(['observe-source', 'destination-dies', 'copy-completes', 'observe-source']);
	expect(world.source).toBe('running');
	expect(state).toMatchObject({phase: 'failed', problem: {kind: 'destination-lost'}});
});

test('completed on the source and a silent destination: nothing is touched until it answers', () => {
	const {state, world} = play(['observe-source', 'destination-link', 'copy-completes', 'destination-starts-guest']);
	expect(world.source).toBe('postmigrate');
	expect(state.phase).toBe('confirming');
});
