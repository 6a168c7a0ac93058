/**
Makes the recordings that the engine's tests replay: a `vmferry ls` and a real migration in the lab. To be run, after a build and
as root, when the engine asks hosts or monitors something else than before: npx tsx scripts/record-fixture.ts
*/
import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {labDown, labUp, operatorCommand, runProgram, startGuest} from '../source/lab/index.js';
import {messageOf} from '../source/lib/message-of.js';
import {replayMigration} from '../test/support/replay-engine.js';

const folder = fileURLToPath(new URL('../test/fixtures/recordings/', import.meta.url));
const bin = fileURLToPath(new URL('../bin/vmferry.js', import.meta.url));

/** What is this machine's own and no test needs. */
const sanitise = (text: string): string =>
	text
		.replaceAll(/machine-id [0-9a-f]{32}/g, `machine-id ${'0'.repeat(32)}`)
		.replaceAll(/model name\\t: [^\\]*/g, 'model name\\t: Example CPU')
		.replaceAll(/kernel Linux \S+ [^\\]*/g, 'kernel Linux 6.1.0 #1 SMP x86_64');

const suffix = '9';
const scratch = await mkdtemp(path.join(tmpdir(), 'vmferry-recordings-'));
const lab = await labUp({suffix});
try {
	const [alpha = '', beta = ''] = lab.layout.hosts.map(({name}) => name);
	await startGuest(lab, {dirtyMiBPerSecond: 5});
	const record = async (name: string, words: readonly string[]): Promise<string> => {
		const file = path.join(scratch, name);
		await runProgram(operatorCommand(lab, [process.execPath, bin, ...words, '--record', file]), {timeoutMs: 120_000});
		const text = sanitise(await readFile(file, 'utf8'));
		await rm(file);
		await writeFile(path.join(folder, name), text);
		return text;
	};

	await mkdir(folder, {recursive: true});
	await record('ls.jsonl', ['ls', alpha, beta]);
	for (let [from, to, left] = [alpha, beta, 6]; ; [from, to, left] = [to, from, left - 1]) {
		const text = await record('migration.jsonl', ['migrate', 'vm01', from, to, '--yes', '--release']);
		try {
			await replayMigration(text, 'vm01', [from, to]);
			break;
		} catch (error) {
			// On a busy machine what we do ourselves takes so long that timers and answers change places.
			console.error(messageOf(error));
			if (left === 0) {
				throw error;
			}
		}
	}
} finally {
	await labDown({suffix});
	await rm(scratch, {recursive: true});
}
