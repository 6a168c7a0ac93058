/** Real runs, recorded in the lab by scripts/record-fixture.ts, played to the real engine. */
import {readFile} from 'node:fs/promises';
import {expect, test} from 'vitest';
import {replayList, replayMigration} from '../support/replay-engine.js';

const recording = (name: string): Promise<string> =>
	readFile(new URL(`../fixtures/recordings/${name}.jsonl`, import.meta.url), 'utf8');

test('a list of real guests', async () => {
	const {state, guests} = await replayList(await recording('ls'));
	expect(state.hosts).toMatchObject([{contact: {state: 'ready'}}, {contact: {state: 'ready'}}]);
	expect(guests).toMatchObject([{name: 'vm01', status: {running: true}, memoryBytes: 512 * 1024 * 1024}]);
});

test('a real migration: every request as then, and the same end', async () => {
	const end = await replayMigration(await recording('migration'), 'vm01');
	expect(end).toMatchObject({phase: 'completed', isReleased: true, problem: undefined});
	expect(end.destination.status).toMatchObject({running: true});
});

test('an engine that does something else is found out', async () => {
	const text = await recording('migration');
	await expect(replayMigration(text.replaceAll('"migrate\\"', '"migrate_other\\"'), 'vm01')).rejects.toThrow(
		/Unexpected on .*migrate/,
	);
});
