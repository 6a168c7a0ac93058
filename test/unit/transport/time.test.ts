import {describe, expect, test} from 'vitest';
import {Deadline} from '../../../source/transport/common/deadline.js';
import {reconnectDelayMs, sessionRetryDelayMs} from '../../../source/transport/ssh/backoff.js';
import {Liveness} from '../../../source/transport/ssh/liveness.js';
import {SessionSlots} from '../../../source/transport/ssh/session-slots.js';
import {FakeClock} from './fake-clock.js';

const watch = (serverAliveIntervalMs = 2000, serverAliveCountMax = 3) => {
	const clock = new FakeClock();
	const events: string[] = [];
	const liveness = new Liveness(
		clock,
		{serverAliveIntervalMs, serverAliveCountMax},
		{
			ping: () => events.push('ping'),
			onStall: sinceMs => events.push(sinceMs === undefined ? 'recovered' : 'stalled'),
			onDead: () => events.push('dead'),
		},
	);
	return {clock, liveness, happened: () => events.filter(event => event !== 'ping'), events};
};

describe('Liveness', () => {
	test('pings every 2 s', () => {
		const {clock, events, liveness} = watch();
		for (let second = 0; second < 10; second += 1) {
			clock.advance(1000);
			liveness.noteBytes();
		}

		expect(events).toEqual(Array.from({length: 6}, () => 'ping'));
	});

	test('silence: stalled after 4 s, dead after 8 s, and then nothing runs any more', () => {
		const {clock, happened} = watch();
		clock.advance(3900);
		expect(happened()).toEqual([]);
		clock.advance(600);
		expect(happened()).toEqual(['stalled']);
		clock.advance(4000);
		expect(happened()).toEqual(['stalled', 'dead']);
		expect(clock.pending).toBe(0);
	});

	test('ServerAliveInterval 1 and ServerAliveCountMax 1: dead after 2 s', () => {
		const {clock, happened} = watch(1000, 1);
		clock.advance(1500);
		expect(happened()).toEqual(['stalled']);
		clock.advance(500);
		expect(happened()).toEqual(['stalled', 'dead']);
	});

	test('any byte counts, not only the answer to a ping', () => {
		const {clock, liveness, happened} = watch();
		clock.advance(5000);
		liveness.noteBytes();
		clock.advance(3500);
		liveness.noteBytes();
		clock.advance(3500);
		expect(happened()).toEqual(['stalled', 'recovered']);
	});

	test('after the process itself stood still, what came meanwhile gets its chance to be read', () => {
		const {clock, liveness, happened} = watch();
		clock.advance(1000);
		clock.suspend(60_000);
		clock.advance(500);
		expect(happened()).toEqual([]);
		liveness.noteBytes();
		clock.advance(3000);
		expect(happened()).toEqual([]);
		clock.advance(6000);
		expect(happened()).toEqual(['stalled', 'dead']);
	});

	test('stopped: no timer is left', () => {
		const {clock, liveness} = watch();
		liveness.stop();
		expect(clock.pending).toBe(0);
	});
});

describe('Deadline', () => {
	test('does not run while paused, also when paused twice', () => {
		const clock = new FakeClock();
		let expired = 0;
		const deadline = new Deadline(clock, 1000, () => {
			expired += 1;
		});
		clock.advance(900);
		deadline.pause();
		deadline.pause();
		clock.advance(60_000);
		deadline.resume();
		clock.advance(60_000);
		deadline.resume();
		clock.advance(99);
		expect(expired).toBe(0);
		clock.advance(1);
		expect(expired).toBe(1);
	});

	test('once stopped it never expires, not even after a resume', () => {
		const clock = new FakeClock();
		let expired = 0;
		const deadline = new Deadline(clock, 1000, () => {
			expired += 1;
		});
		deadline.pause();
		deadline.stop();
		deadline.resume();
		clock.advance(10_000);
		expect([expired, clock.pending]).toEqual([0, 0]);
	});
});

describe('waiting times', () => {
	test('reconnecting: 0.1 s to a bound that doubles up to 30 s', () => {
		expect(reconnectDelayMs(0, 0)).toBe(100);
		expect(reconnectDelayMs(0, 1)).toBe(500);
		expect(reconnectDelayMs(3, 1)).toBe(4000);
		expect(reconnectDelayMs(50, 1)).toBe(30_000);
		expect(reconnectDelayMs(50, 0)).toBe(100);
	});

	test('sessions: 20 ms doubling to half a second', () => {
		expect([0, 1, 2, 10].map(attempt => sessionRetryDelayMs(attempt))).toEqual([20, 40, 80, 500]);
	});
});

describe('SessionSlots', () => {
	const free = new AbortController().signal;

	test('lets as many in as there are slots, the others in turn', async () => {
		const slots = new SessionSlots(2);
		const entered: number[] = [];
		const enter = async (id: number) => {
			const leave = await slots.take(free);
			entered.push(id);
			return leave;
		};

		const leaves = [enter(1), enter(2), enter(3), enter(4)];
		const first = await leaves[0];
		await leaves[1];
		expect(entered).toEqual([1, 2]);
		first?.();
		first?.();
		await leaves[2];
		expect(entered).toEqual([1, 2, 3]);
	});

	test('who is called off while waiting takes no slot', async () => {
		const slots = new SessionSlots(1);
		const leave = await slots.take(free);
		const controller = new AbortController();
		const waiting = slots.take(controller.signal);
		controller.abort(new Error('called off'));
		await expect(waiting).rejects.toThrow('called off');
		leave();
		await slots.take(free);
	});
});
