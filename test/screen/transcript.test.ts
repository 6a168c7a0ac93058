import {describe, expect, test, vi} from 'vitest';
import type {Action} from '../../source/store/action.js';
import type {TranscriptEntry} from '../../source/store/state.js';
import {transcriptKey} from '../../source/store/transcript/transcript.js';
import {copying, startMs, twoHosts, vm01, waitingVm01} from './support/facts.js';
import {createFakeEngine} from './support/fake-engine.js';
import {keys, openScreen, type Screen} from './support/screen.js';

// What draws the colours looks once whether there is a terminal, and here it is a virtual one.
vi.hoisted(() => {
	process.env['FORCE_COLOR'] = '1';
});

let lastId = 0;
const said = (
	kind: TranscriptEntry['kind'],
	text: string,
	{guest = vm01, ...more}: Partial<TranscriptEntry> & {readonly guest?: typeof vm01} = {},
): Action => {
	lastId++;
	return {
		kind: 'transcript-grew',
		key: transcriptKey(guest, 'qmp'),
		entries: [{id: lastId, kind, text, atMs: startMs, host: guest.host, language: 'qmp', ...more}],
	};
};

const status = '{\n    "status": "running",\n    "singlestep": false,\n    "count": 98765\n}';
const long = Array.from({length: 60}, (_, index) => `bus-${index}`).join('\n');
const onVm01: Action = {kind: 'select-guest', key: vm01.key};

const open = async (
	facts: readonly Action[],
	options: Parameters<typeof openScreen>[1] = {},
): Promise<Screen & {readonly engine: ReturnType<typeof createFakeEngine>}> => {
	const engine = createFakeEngine([...twoHosts(), onVm01, ...facts]);
	const screen = openScreen(engine, options);
	await screen.shows('▸vm01');
	screen.press(keys.enter);
	await screen.shows('Enter send');
	return {...screen, engine};
};

const leave = async (screen: Screen): Promise<void> => {
	screen.press(keys.ctrlC);
	screen.press('y');
	expect(await screen.exitCode).toBe(0);
};

/** The cell where a text begins. */
const cellOf = (screen: Screen, text: string) => {
	const y = screen.rows().findIndex(row => row.includes(text));
	const x = screen.rows()[y]?.indexOf(text) ?? 0;
	const cell = screen.terminal.buffer.active.getLine(y)?.getCell(x);
	if (cell === undefined) {
		throw new Error(`There is no ${text}.`);
	}

	return {
		colour: cell.isFgDefault() ? undefined : cell.getFgColor(),
		isInverse: cell.isInverse() !== 0,
		isBold: cell.isBold() !== 0,
	};
};

const green = 2;
const yellow = 3;
const cyan = 6;

describe.each([
	{columns: 80, rows: 24},
	{columns: 160, rows: 48},
])('at $columns×$rows', size => {
	test('JSON is coloured by what it is, errors and events are marked', async () => {
		const screen = await open([said('reply', status), said('error', 'GenericError: no'), said('event', 'STOP')], size);
		await screen.shows('◆ STOP');
		await screen.shows('✗ GenericError: no');
		expect(cellOf(screen, '"status"').colour).toBe(cyan);
		expect(cellOf(screen, '"running"').colour).toBe(green);
		expect(cellOf(screen, '98765').colour).toBe(yellow);
		await leave(screen);
	});

	test('a long reply is folded; Ctrl+O, and Space at the cursor, unfold it', async () => {
		const screen = await open([said('command', 'info qtree'), said('reply', long)], size);
		await screen.shows('⋯ 50 more of 60 lines');
		screen.press(keys.ctrlO);
		await screen.shows('bus-59');
		screen.press(keys.ctrlO);
		await screen.shows('⋯ 50 more of 60 lines');
		screen.press(keys.f3);
		await screen.shows('Space unfold');
		screen.press(' ');
		await screen.shows('Space fold');
		await screen.shows('bus-15');
		screen.press('q');
		await screen.shows('Enter send');
		await leave(screen);
	});
});

test('without colour nothing is coloured', async () => {
	const screen = await open([said('reply', status), said('event', 'STOP')], {noColor: '1'});
	await screen.shows('◆ STOP');
	for (const text of ['"status"', '"running"', '98765', 'STOP']) {
		expect(cellOf(screen, text).colour).toBeUndefined();
	}

	await leave(screen);
});

test('/ searches back, n goes on, Esc returns to the prompt with what was typed', async () => {
	const lines = Array.from({length: 300}, (_, index) =>
		said('reply', index % 100 === 7 ? `Needle ${index}` : `hay ${index}`),
	);
	const screen = await open(lines);
	await screen.shows('hay 299');
	screen.press('/needle');
	await screen.shows('Needle 207');
	await screen.shows('/needle');
	screen.press(keys.enter);
	await screen.shows('n next');
	expect(cellOf(screen, 'Needle 207').isInverse).toBe(true);
	screen.press('n');
	await screen.shows('Needle 107');
	screen.press('nn');
	await screen.shows('Needle 207');
	screen.press('N');
	await screen.shows('Needle 7');
	screen.press('/zzz\r');
	await screen.showsNot('/zzz');
	screen.press('n');
	await screen.shows('"zzz" is nowhere in this conversation');
	screen.press(keys.escape);
	await screen.shows('hay 299');
	// With something typed the slash is a letter.
	screen.press('dump /x');
	await screen.shows('QMP> dump /x');
	await leave(screen);
});

describe('y copies by OSC 52', () => {
	const copied = (screen: Screen): readonly string[] => {
		const texts: string[] = [];
		screen.terminal.parser.registerOscHandler(52, data => {
			texts.push(Buffer.from(data.replace(/^c;/, ''), 'base64').toString());
			return true;
		});
		return texts;
	};

	test('a reply, the command, a selection', async () => {
		const screen = await open([said('command', 'query-status'), said('reply', status), said('reply', '漢字')]);
		const texts = copied(screen);
		await screen.shows('漢字');
		screen.press(`${keys.f3}${keys.up}y`);
		await screen.shows('Copied the reply to "query-status"');
		expect(texts).toEqual([status]);
		screen.press('c');
		await screen.shows('Copied the command');
		screen.press('Gv');
		await screen.shows('v drop');
		screen.press(`${keys.up}y`);
		await screen.shows('Copied the selection, 2 lines');
		expect(texts.slice(1)).toEqual(['query-status', '}\n漢字']);
		await leave(screen);
	});

	test('not more than a terminal takes', async () => {
		const screen = await open([said('reply', 'x'.repeat(80_000))]);
		const texts = copied(screen);
		screen.press(`${keys.f3}y`);
		await screen.shows('Not copied: the reply has 80 kB');
		expect(texts).toEqual([]);
		await leave(screen);
	});

	test('in tmux the line says what has to be on', async () => {
		const screen = await open([said('reply', 'abc')], {isInTmux: true});
		screen.press(`${keys.f3}y`);
		await screen.shows('if tmux has set-clipboard');
		await leave(screen);
	});
});

test('F5 filters events, e by their name, F6 shows times, Ctrl+L clears', async () => {
	const screen = await open([said('reply', 'plain'), said('event', 'STOP'), said('event', 'RESUME')]);
	await screen.shows('plain');
	screen.press(keys.f5);
	await screen.shows('Only events are shown');
	await screen.showsNot('plain');
	screen.press(keys.f5);
	await screen.shows('plain');
	await screen.showsNot('◆ STOP');
	screen.press(keys.f5);
	await screen.shows('◆ STOP');
	screen.press(`${keys.f3}e`);
	await screen.shows('only RESUME');
	await screen.showsNot('◆ STOP');
	screen.press('eq');
	await screen.shows('◆ STOP');
	expect(screen.row('plain')).not.toMatch(/\d\d:\d\d:\d\d plain/);
	screen.press(keys.f6);
	await screen.shows(/\d\d:\d\d:\d\d plain/);
	await screen.shows("Times are of this machine's clock");
	screen.press(keys.ctrlL);
	await screen.showsNot('RESUME');
	screen.engine.store.dispatch(said('reply', 'after'));
	await screen.shows('after');
	screen.press(keys.pageUp);
	await screen.shows('plain');
	await leave(screen);
});

const migration: readonly Action[] = [
	{kind: 'guests-listed', host: 'beta', guests: [waitingVm01]},
	{kind: 'migration-changed', migration: copying()},
];
const onBoth = (): readonly Action[] => [
	...migration,
	said('command', '{"execute": "migrate"}', {isEngine: true}),
	said('event', 'MIGRATION', {guest: waitingVm01}),
];

test('a migration shows both monitors: columns at 160×48', async () => {
	const screen = await open(onBoth(), {columns: 160, rows: 48});
	await screen.shows(/│ alpha +│beta/);
	await screen.shows(/vmferry> \{"execute": "migrate"\} +│/);
	await screen.shows(/│ +│\d\d:\d\d:\d\d ◆ MIGRATION/);
	await screen.shows('alpha QMP>');
	screen.press(keys.f4);
	await screen.shows('Monitor vm01@alpha QMP');
	await screen.showsNot('◆ MIGRATION');
	screen.press(keys.f4);
	await screen.shows('◆ MIGRATION');
	await leave(screen);
});

test('one list with a mark of the host at 80×24, and a resize redraws it', async () => {
	const screen = await open(onBoth());
	await screen.shows('alpha│vmferry> {"execute"');
	await screen.shows(/beta │\d\d:\d\d:\d\d ◆/);
	screen.resize(160, 48);
	await screen.shows(/│ alpha +│beta/);
	screen.resize(80, 24);
	await screen.shows('alpha│vmferry> {"execute"');
	await leave(screen);
});
