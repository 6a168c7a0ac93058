import {expect, test} from 'vitest';
import {listGuests} from '../../source/domain/list-guests.js';
import type {HostLoop} from '../../source/engine/hosts/host-loop.js';
import {createSide} from '../../source/engine/migration/side.js';
import type {SessionPool} from '../../source/engine/monitors/session-pool.js';
import type {ProcessFacts} from '../../source/protocol/facts.js';
import {initialState} from '../../source/store/initial-state.js';
import {reducer} from '../../source/store/reducer.js';
import {createStore} from '../../source/store/store.js';
import type {HostConnection} from '../../source/transport/host-connection.js';

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

/** A side for process 1 of vm01, what its host lists from then on, and what it says of that very process. */
const sideWith = (answer: () => ReturnType<typeof guestsOf>, word = 'gone', exitCode = 0) => {
	const store = createStore(reducer, initialState(['beta'], 0));
	store.dispatch({kind: 'guests-listed', host: 'beta', guests: guestsOf(processOf(1, 'vm01'))});
	const connection = {
		runScript: async () => ({stdout: `${word}\n`, stderr: '', exitCode, signal: undefined}),
	} as Partial<HostConnection> as HostConnection;
	const host = {name: 'beta', connection, refresh: async () => answer()} as Partial<HostLoop> as HostLoop;
	return createSide(host, {pid: 1, startTimeTicks: 10}, noPool, store);
};

test('a listed process is alive, one that is not listed is gone', async () => {
	expect(await sideWith(() => guestsOf(processOf(1, 'vm01'))).look()).toBe('alive');
	expect(await sideWith(() => guestsOf(processOf(2, 'vm02'))).look()).toBe('gone');
});

test('not listed, but there: the list may lack what a host in trouble could not read', async () => {
	expect(await sideWith(() => [], 'alive').look()).toBe('alive');
	expect(await sideWith(() => [], '', 94).look()).toBe('unknown');
	expect(await sideWith(() => [], 'sh: cannot fork').look()).toBe('unknown');
});

test('listed, but dead and not yet reaped: gone', async () => {
	expect(await sideWith(() => guestsOf({...processOf(1, 'vm01'), processState: 'Z'})).look()).toBe('gone');
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
