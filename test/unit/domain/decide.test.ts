import {describe, expect, test} from 'vitest';
import {type Decision, decide, releaseRefusal, type Situation} from '../../../source/domain/migration/decide.js';
import {type SideView, unseen} from '../../../source/domain/migration/state.js';

const side = (
	process: SideView['process'],
	runState?: string,
	status?: string,
	contact: SideView['contact'] = 'ok',
): SideView => ({
	...unseen,
	contact,
	process,
	...(runState === undefined ? {} : {status: {running: runState === 'running', runState}}),
	...(status === undefined ? {} : {migration: {status}}),
});

const situation = (source: SideView, destination: SideView, change: Partial<Situation> = {}): Situation => ({
	source,
	destination,
	expectRunning: true,
	isDestinationStopped: false,
	isDestinationOurs: true,
	isDestinationStuck: false,
	isSent: true,
	isSourceStoppedByUs: false,
	isPostCopy: false,
	...change,
});

const completed = side('alive', 'postmigrate', 'completed');
const failed = (runState: string) => side('alive', runState, 'failed');
const waiting = side('alive', 'inmigrate');
const gone = side('gone');
const silent = side('unknown', undefined, undefined, 'lost');

describe('the copy goes on', () => {
	test.each(['setup', 'active', 'device', 'pre-switchover', 'postcopy-active', 'a-word-of-the-future'])(
		'%s: wait, whatever the destination',
		status => {
			for (const destination of [waiting, gone, silent, side('alive', 'running')]) {
				expect(decide(situation(side('alive', 'running', status), destination)).act).toBe('wait');
			}
		},
	);
});

describe('the source says completed', () => {
	test.each<[string, SideView, Partial<Situation>, Decision['act']]>([
		['destination runs', side('alive', 'running'), {}, 'arrived'],
		['destination still loads', waiting, {}, 'wait'],
		['destination is paused although it should run', side('alive', 'paused'), {}, 'wait'],
		['destination was started stopped', side('alive', 'paused'), {isDestinationStopped: true}, 'continue-destination'],
		['the guest was paused and is', side('alive', 'paused'), {expectRunning: false}, 'arrived'],
		['destination stays paused', side('alive', 'paused'), {isDestinationStuck: true}, 'end-destination'],
		[
			'destination stays paused and is not ours',
			side('alive', 'paused'),
			{isDestinationStuck: true, isDestinationOurs: false},
			'wait',
		],
		['destination is gone', gone, {}, 'continue-source'],
		['destination is gone, the guest was paused', gone, {expectRunning: false}, 'stayed'],
		['destination does not answer', silent, {}, 'wait'],
		['destination was running when contact was lost', side('alive', 'running', undefined, 'lost'), {}, 'wait'],
	])('%s', (_title, destination, change, expected) => {
		expect(decide(situation(completed, destination, change)).act).toBe(expected);
	});

	test('and does not answer any more: it may run already, so it is looked at first', () => {
		expect(decide(situation({...completed, contact: 'lost'}, gone)).act).toBe('wait');
	});

	test('and running at once: nothing is continued or ended while another process lives', () => {
		const source = side('alive', 'running', 'completed');
		expect(decide(situation(source, side('alive', 'running'))).act).toBe('wait');
		expect(decide(situation(source, gone)).act).toBe('stayed');
	});
});

describe('the source says failed or cancelled', () => {
	test.each<[string, SideView, SideView, Partial<Situation>, Decision['act']]>([
		['our destination still waits', failed('running'), waiting, {}, 'end-destination'],
		['our destination still waits, source stopped', failed('postmigrate'), waiting, {}, 'end-destination'],
		['destination gone, source runs', failed('running'), gone, {}, 'stayed'],
		['destination gone, source stopped', failed('postmigrate'), gone, {}, 'continue-source'],
		['destination gone, source was paused before', failed('paused'), gone, {expectRunning: false}, 'stayed'],
		['destination silent, source stopped', failed('postmigrate'), silent, {}, 'wait'],
		['destination silent, source runs', failed('running'), silent, {}, 'wait'],
		['a destination started by hand, source runs', failed('running'), waiting, {isDestinationOurs: false}, 'stayed'],
		[
			'a destination started by hand, source stopped',
			failed('postmigrate'),
			waiting,
			{isDestinationOurs: false},
			'wait',
		],
		['the destination answers running', failed('postmigrate'), side('alive', 'running'), {}, 'wait'],
		['the source does not answer', {...failed('running'), contact: 'lost'}, waiting, {}, 'wait'],
	])('%s', (_title, source, destination, change, expected) => {
		expect(decide(situation(source, destination, change)).act).toBe(expected);
	});
});

describe('the source has ended', () => {
	test.each<[string, SideView, SideView, Decision['act']]>([
		['and the destination runs', gone, side('alive', 'running'), 'arrived'],
		['and the destination is gone too', gone, gone, 'lost'],
		['and the destination may still load what it has', gone, waiting, 'wait'],
		['after completing, the destination still loads', {...gone, migration: {status: 'completed'}}, waiting, 'wait'],
		['and the destination does not answer', gone, silent, 'wait'],
	])('%s', (_title, source, destination, expected) => {
		expect(decide(situation(source, destination)).act).toBe(expected);
	});

	test('and the destination is one of 0.12 that stays with a part', () => {
		const paused = side('alive', 'paused');
		expect(decide(situation(gone, paused, {isDestinationStuck: true})).act).toBe('end-destination');
		expect(decide(situation(gone, paused, {isDestinationStuck: true, isDestinationOurs: false})).act).toBe('wait');
	});
});

describe('migrate was never sent', () => {
	test('an old status of the source decides nothing', () => {
		const arrivedEarlier = side('alive', 'running', 'completed');
		expect(decide(situation(arrivedEarlier, waiting, {isSent: false})).act).toBe('end-destination');
		expect(decide(situation(arrivedEarlier, gone, {isSent: false})).act).toBe('stayed');
		expect(decide(situation(arrivedEarlier, silent, {isSent: false})).act).toBe('wait');
	});
});

describe('the source may be ended', () => {
	test('only while the destination answers that it holds the guest', () => {
		expect(releaseRefusal(situation(completed, side('alive', 'running')))).toBeUndefined();
		for (const destination of [
			waiting,
			gone,
			silent,
			side('alive', 'running', undefined, 'lost'),
			side('alive', 'paused'),
		]) {
			expect(releaseRefusal(situation(completed, destination))).toBeDefined();
		}
	});

	test('and a process that is gone answers nothing, whatever it said last', () => {
		const dead: SideView = {...side('alive', 'running'), process: 'gone'};
		expect(releaseRefusal(situation(completed, dead))).toBe(
			'the destination does not hold the guest: its process is gone',
		);
	});

	test('never while it runs the guest itself', () => {
		expect(releaseRefusal(situation(side('alive', 'running', 'completed'), side('alive', 'running')))).toContain('two');
	});
});
