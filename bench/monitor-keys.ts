/**
How long a key takes to its frame while a monitor's scrollback is full: milliseconds from the byte on standard input to the
frame on standard output, the real console on a virtual terminal. Beside it the same with a short one, and what a full
one holds in memory. Run it with `node --expose-gc --import tsx`.

Goal: within one frame of 30 a second, 33 ms.
*/
import {PassThrough} from 'node:stream';
import {openConsole} from '../source/cli/console.js';
import type {TranscriptEntry} from '../source/store/state.js';
import {longestTranscript, transcriptKey} from '../source/store/transcript/transcript.js';
import {startMs, twoHosts, vm01} from '../test/screen/support/facts.js';
import {createFakeEngine} from '../test/screen/support/fake-engine.js';

const rounds = Number(process.argv[2] ?? 40);
const goalMs = 33;
/** More than a frame of the console lasts, so that none is held back for the one before. */
const paceMs = 60;
/** Enough that every key has something to do. */
const fewLines = 100;

/** A conversation as an operator has it: short replies, events, and every tenth reply a long one. */
const conversation = (lines: number): readonly TranscriptEntry[] => {
	const entries: TranscriptEntry[] = [];
	let count = 0;
	for (let id = 1; count < lines; id++) {
		const long = Array.from({length: 60}, (_, row) => `  "row-${id}-${row}": ${row},`).join('\n');
		const [kind, text] =
			id % 3 === 0
				? (['event', `MIGRATION_PASS {"pass":${id}}`] as const)
				: id % 10 === 0
					? (['reply', `{\n${long}\n}`] as const)
					: (['reply', `VM status: running ${id}`] as const);
		entries.push({id, kind, text, atMs: startMs + id, host: 'alpha', language: 'qmp'});
		count += text.split('\n').length;
	}

	return entries;
};

const pause = (milliseconds: number) =>
	new Promise(resolve => {
		setTimeout(resolve, milliseconds);
	});

const keys: ReadonlyArray<readonly [name: string, before: string, key: string]> = [
	['type a letter', '', 'x'],
	['scroll a page back', '', '\u001b[5~'],
	['move the cursor', '\u001bOR', 'k'],
	['search, a letter more', '\u001bOR/', '7'],
	['next match', '\u001bOR/row-\r', 'n'],
	['filter events', '', '\u001b[15~'],
];

const measure = async (
	lines: number,
	columns: number,
	rows: number,
): Promise<ReadonlyMap<string, readonly number[]>> => {
	const engine = createFakeEngine([...twoHosts(), {kind: 'select-guest', key: vm01.key}]);
	engine.store.dispatch({kind: 'transcript-grew', key: transcriptKey(vm01, 'qmp'), entries: conversation(lines)});
	const stdout = Object.assign(new PassThrough(), {isTTY: true, columns, rows});
	const stdin = Object.assign(new PassThrough(), {
		isTTY: true,
		setRawMode: () => stdin,
		ref: () => stdin,
		unref: () => stdin,
	});
	let onFrame: (() => void) | undefined;
	stdout.on('data', () => onFrame?.());
	const closed = openConsole(engine, {stdin, stdout, noColor: undefined});
	await pause(500);
	stdin.write('\r');
	const times = new Map<string, readonly number[]>();
	for (const [name, before, key] of keys) {
		const taken: number[] = [];
		for (let round = 0; round < rounds; round++) {
			await pause(paceMs);
			stdin.write(before);
			await pause(paceMs);
			const startedMs = performance.now();
			const framed = new Promise<void>((resolve, reject) => {
				onFrame = resolve;
				setTimeout(() => reject(new Error(`No frame came of: ${name}.`)), 2000).unref();
			});
			stdin.write(key);
			await framed;
			onFrame = undefined;
			taken.push(performance.now() - startedMs);
			// Out of a search, out of the scrollback, and with an empty prompt.
			await pause(paceMs);
			stdin.write('\u001b');
			await pause(paceMs);
			if (before !== '') {
				stdin.write(engine.store.getState().ui.transcript.cursor === undefined ? '' : '\u001b');
				await pause(paceMs);
			}

			if (engine.store.getState().ui.focusedPane !== 'monitor') {
				stdin.write('\r');
			}

			stdin.write('\u0015');
		}

		times.set(name, taken);
	}

	stdin.write('\u0003');
	await closed;
	return times;
};

const figures = (values: readonly number[]): string => {
	const sorted = [...values].sort((left, right) => left - right);
	const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
	return [at(0.5), at(0.95), at(1)].map(value => value.toFixed(1).padStart(7)).join('');
};

for (const [columns, rows] of [
	[80, 24],
	[160, 48],
] as const) {
	const few = await measure(fewLines, columns, rows);
	const full = await measure(longestTranscript, columns, rows);
	console.log(`${columns}×${rows}, ${rounds} keys each, Node ${process.version}, ms; goal ${goalMs}`);
	console.log(`${''.padEnd(24)}  ${fewLines} lines: med p95 max   ${longestTranscript} lines: med p95 max`);
	for (const [name] of keys) {
		console.log(`${name.padEnd(24)}${figures(few.get(name) ?? [])}   ${figures(full.get(name) ?? [])}`);
	}
}

const heap = (): number => {
	globalThis.gc?.();
	return process.memoryUsage().heapUsed;
};

const before = heap();
const engine = createFakeEngine(twoHosts());
const key = transcriptKey(vm01, 'qmp');
let last = 0;
const heaps: number[] = [];
for (let fill = 0; fill < 3; fill++) {
	for (const entry of conversation(longestTranscript)) {
		last++;
		engine.store.dispatch({kind: 'transcript-grew', key, entries: [{...entry, id: last}]});
	}

	heaps.push((heap() - before) / 1e6);
}

console.log(
	`memory after one, two and three times ${longestTranscript} lines: ${heaps.map(value => `${value.toFixed(1)} MB`).join(', ')}`,
);
