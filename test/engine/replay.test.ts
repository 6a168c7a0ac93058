/** Real runs, recorded in the lab by scripts/record-fixture.ts, played to the real engine. */
import {readFile} from 'node:fs/promises';
import {expect, test} from 'vitest';
import {readRecording} from '../../source/transport/replay/read-recording.js';
import {replayList, replayMigration} from '../support/replay-engine.js';

const read = (name: string): Promise<string> =>
	readFile(new URL(`../fixtures/recordings/${name}.jsonl`, import.meta.url), 'utf8');

/** The hosts are connected in the order of the command line. */
const hostsOf = (text: string): readonly string[] => readRecording(text).hosts;

test('a list of real guests', async () => {
	const text = await read('ls');
	const {state, guests} = await replayList(text, hostsOf(text));
	expect(state.hosts).toMatchObject([{contact: {state: 'ready'}}, {contact: {state: 'ready'}}]);
	expect(guests).toMatchObject([{name: 'vm01', status: {running: true}, memoryBytes: 512 * 1024 * 1024}]);
});

test('a real migration: every request as then, and the same end', async () => {
	const text = await read('migration');
	const end = await replayMigration(text, 'vm01', hostsOf(text));
	expect(end).toMatchObject({phase: 'completed', isReleased: true, problem: undefined});
	expect(end.destination.status).toMatchObject({running: true});
});

test('an engine that does something else is found out', async () => {
	const text = await read('migration');
	await expect(
		replayMigration(text.replaceAll('"migrate\\"', '"migrate_other\\"'), 'vm01', hostsOf(text)),
	).rejects.toThrow(/Unexpected on .*migrate/);
});
