import {describe, expect, test} from 'vitest';
import {endSessions, openSession, ordersTo} from '../../support/engine-session.js';
import type {MonitorChoice} from '../../support/scripted-world.js';

endSessions();

/** What the conversations of a host show as the engine's. */
const shown = (session: Awaited<ReturnType<typeof openSession>>, host: string) =>
	Object.entries(session.engine.store.getState().transcripts)
		.filter(([key]) => key.startsWith(`${host}/`))
		.flatMap(([, entries]) => entries)
		.filter(({isEngine}) => isEngine);

describe.each<MonitorChoice>(['both', 'hmp'])('a migration over %s', monitors => {
	test('shows what it sent to both monitors, and none of its questions', async () => {
		const session = await openSession({monitors, version: '7.2.22'});
		const run = await session.migrate();
		await run.settled;
		for (const [host, process] of [
			['alpha', session.source],
			['beta', session.world.launched],
		] as const) {
			const lines = shown(session, host);
			expect(lines.length).toBeGreaterThan(0);
			expect(lines.map(line => line.host)).toEqual(lines.map(() => host));
			const commands = lines.filter(({kind}) => kind === 'command').map(({text}) => text);
			expect(commands.some(text => /\bmigrate/.test(text))).toBe(true);
			expect(commands.filter(text => /query-|^info /.test(text))).toEqual([]);
			expect(commands.length).toBe(ordersTo(process).length);
		}
	});
});

test('what the person sends is not shown twice', async () => {
	const session = await openSession();
	const [guest] = session.engine.store.getState().hosts[0]?.guests ?? [];
	session.engine.send({kind: 'send-line', guest: guest?.key ?? '', language: 'hmp', line: 'stop'});
	await session.world.until(() => ordersTo(session.source).includes('stop'), 'the line');
	expect(shown(session, 'alpha')).toEqual([]);
});
