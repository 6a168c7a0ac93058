import {expect, test} from 'vitest';
import {listGuests} from '../../source/domain/list-guests.js';
import type {HostLoop} from '../../source/engine/hosts/host-loop.js';
import {createSide} from '../../source/engine/migration/side.js';
import type {SessionPool} from '../../source/engine/monitors/session-pool.js';
import type {ProcessFacts} from '../../source/protocol/facts.js';
import {initialState} from '../../source/store/initial-state.js';
import {reducer} from '../../source/store/reducer.js';
import {createStore} from '../../source/store/store.js';

const processOf = (pid: number, name: string): ProcessFacts => ({
	pid,
	startTimeTicks: pid * 10,
	commandLine: ['qemu-system-x86_64', '-name', name, '-daemonize', '-incoming', 'defer'],
	processState: 'S',
	cpuTicks: 0,
	residentBytes: 0,
});

const guestsOf = (...processes: readonly ProcessFacts[]) =>
	listGuests(
		'beta',
		{load: {loadAverage1: 0, uptimeSeconds: 1, memoryTotalBytes: 1, memoryAvailableBytes: 1}, processes},
		[],
		100,
	);

const noPool: SessionPool = {
	get: () => Promise.reject(new Error('no monitor here')),
	peek: () => undefined,
	keepOnly: () => undefined,
	close: () => undefined,
};

/** A side for process 1 of vm01, and what its host answers from then on. */
const sideWith = (answer: () => ReturnType<typeof guestsOf>) => {
	const store = createStore(reducer, initialState(['beta'], 0));
	store.dispatch({kind: 'guests-listed', host: 'beta', guests: guestsOf(processOf(1, 'vm01'))});
	const host = {name: 'beta', refresh: async () => answer()} as Partial<HostLoop> as HostLoop;
	return createSide(host, {pid: 1, startTimeTicks: 10}, noPool, store);
};

test('a listed process is alive, one that is not listed is gone', async () => {
	expect(await sideWith(() => guestsOf(processOf(1, 'vm01'))).look()).toBe('alive');
	expect(await sideWith(() => guestsOf(processOf(2, 'vm02'))).look()).toBe('gone');
});

test('another process of the same name: not gone, since it may be the one that holds the guest', async () => {
	expect(await sideWith(() => guestsOf(processOf(2, 'vm01'))).look()).toBe('unknown');
});

test('a host that does not answer: not gone', async () => {
	const side = sideWith(() => {
		throw new Error('the link is down');
	});
	expect(await side.look()).toBe('unknown');
});
