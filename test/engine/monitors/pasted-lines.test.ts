import {expect, test} from 'vitest';
import {endSessions, openSession, ordersTo} from '../../support/engine-session.js';
import {waitFor} from '../../support/wait-for.js';

endSessions();

const open = async () => {
	const {engine, source, world} = await openSession({version: '10.0.2'});
	const guest = engine.store.getState().hosts[0]?.guests[0];
	if (guest === undefined) {
		throw new Error('There is no guest.');
	}

	const said = () => engine.store.getState().transcripts[`${guest.key} hmp`]?.map(({text}) => text) ?? [];
	return {
		engine,
		source,
		world,
		said,
		send: (...lines: readonly string[]) => engine.send({kind: 'send-lines', guest: guest.key, language: 'hmp', lines}),
	};
};

test('pasted lines go one after the other', async () => {
	const {engine, source, said, send} = await open();
	send('stop', 'info status', 'cont');
	await waitFor(engine.store, () => source.qemu.isRunning && said().includes('cont'));
	expect(ordersTo(source)).toEqual(['stop', 'cont']);
	expect(said()).toEqual(['stop', 'info status', 'VM status: paused', 'cont']);
});

test('the first refusal ends them, and so does a line that asks first', async () => {
	const {engine, source, world, send} = await open();
	send('bogus', 'stop');
	await waitFor(engine.store, ({ui}) => ui.notice !== undefined);
	expect(engine.store.getState().ui.notice).toBe('The last pasted line was not sent.');
	world.complaints.splice(0);
	send('quit', 'info status', 'stop');
	await waitFor(engine.store, ({ui}) => ui.notice === '2 more pasted lines were not sent.');
	expect(engine.store.getState().ui.dialog?.kind).toBe('confirm-line');
	expect(ordersTo(source)).toEqual(['bogus']);
});
