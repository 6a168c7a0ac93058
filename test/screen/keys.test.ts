import {expect, test} from 'vitest';
import type {Action} from '../../source/store/action.js';
import {transcriptKey} from '../../source/store/transcript/transcript.js';
import {
	arrived,
	copying,
	hostsAfterArrival,
	planOfVm01,
	requestOfVm01,
	startMs,
	twoHosts,
	vm01,
} from './support/facts.js';
import {createFakeEngine} from './support/fake-engine.js';
import {keys, openScreen, paste} from './support/screen.js';

const onVm01: Action = {kind: 'select-guest', key: vm01.key};
const planned: Action = {
	kind: 'open-dialog',
	dialog: {
		kind: 'confirm-migration',
		request: requestOfVm01,
		plan: planOfVm01,
		checks: [
			{id: 'program', title: 'Program', outcome: 'pass', detail: 'beta has qemu-system-x86_64.'},
			{id: 'memory', title: 'Memory', outcome: 'warn', detail: 'beta has little memory left.', remedy: 'Free some.'},
		],
		runbook: Array.from({length: 24}, (_, index) => ({
			host: index % 2 === 0 ? 'alpha' : 'beta',
			via: 'monitor' as const,
			command: `migrate_step_${index}`,
			why: `Because of ${index}.`,
		})),
	},
};

test('m plans, shows every command, and y begins', async () => {
	const engine = createFakeEngine([...twoHosts(), onVm01]);
	const screen = openScreen(engine);
	await screen.shows('▸vm01');
	screen.press('m');
	await screen.shows('Looking at both hosts. Nothing is changed by this.');
	expect(engine.asked().map(({kind}) => kind)).toEqual(['plan-migration']);
	engine.store.dispatch(planned);
	await screen.shows('Migrate vm01 from alpha to beta');
	await screen.shows('✓ Program: beta has qemu-system-x86_64.');
	await screen.shows('! Memory: beta has little memory left.');
	await screen.shows('→ Free some.');
	await screen.shows('Start it? Nothing has been touched so far.');
	await screen.shows('y start  Esc no');
	// Longer than the window: it scrolls, stops at its end, and comes back at once.
	screen.press(keys.pageDown.repeat(12));
	await screen.shows('migrate_step_23');
	await screen.shows('Because of 23.');
	screen.press(keys.up);
	await screen.showsNot('Because of 23.');
	screen.press('x');
	screen.press('y');
	await screen.showsNot('Start it?');
	expect(engine.asked().at(-1)).toEqual({kind: 'begin-migration', plan: planOfVm01});
	screen.press('q');
	expect(await screen.exitCode).toBe(0);
});

test('n and Esc leave everything as it is', async () => {
	const engine = createFakeEngine([...twoHosts(), onVm01]);
	const screen = openScreen(engine);
	for (const key of ['n', keys.escape]) {
		await screen.shows('▸vm01');
		screen.press('m');
		await screen.shows('Looking at both hosts');
		engine.store.dispatch(planned);
		await screen.shows('Start it?');
		screen.press(key);
		await screen.showsNot('Start it?');
	}

	expect(engine.asked().map(({kind}) => kind)).toEqual(['plan-migration', 'plan-migration']);
	screen.press('q');
	expect(await screen.exitCode).toBe(0);
});

test('a key that cannot do anything says why, and the next one takes it away', async () => {
	const screen = openScreen(createFakeEngine([...twoHosts(), onVm01]));
	await screen.shows('▸vm01');
	screen.press('c');
	await screen.shows('c does nothing now: no migration is under way.');
	screen.press('r');
	await screen.shows('r does nothing now: no process is left to be released by a migration.');
	screen.press('j');
	await screen.showsNot('does nothing now');
	await screen.shows('▸vm02');
	screen.press('q');
	expect(await screen.exitCode).toBe(0);
});

test('c cancels and r releases, after a question', async () => {
	const engine = createFakeEngine([...twoHosts(), onVm01, {kind: 'migration-changed', migration: copying()}]);
	const screen = openScreen(engine);
	await screen.shows('WILL FINISH');
	screen.press('c');
	await screen.shows('Cancelling; vm01 goes on at alpha.');
	for (const action of [...hostsAfterArrival(), {kind: 'migration-changed', migration: arrived()} as const]) {
		engine.store.dispatch(action);
	}

	await screen.shows('vm01 runs on beta.');
	screen.press('r');
	await screen.shows('End this process?');
	await screen.shows('y end it  k keep it  Esc no');
	screen.press(keys.enter);
	await screen.showsNot('End this process?');
	expect(engine.asked().map(({kind}) => kind)).toEqual(['cancel-migration', 'release-source']);
	screen.press('q');
	expect(await screen.exitCode).toBe(0);
});

test('a line and its Enter in one chunk reach the monitor, with the cursor where it belongs', async () => {
	const engine = createFakeEngine([...twoHosts(), onVm01]);
	const screen = openScreen(engine);
	await screen.shows('▸vm01');
	screen.press(`${keys.enter}${keys.f2}info status\rinfo mig`);
	await screen.shows('(qemu) info mig');
	await screen.shows('Monitor vm01@alpha HMP');
	expect(engine.asked()).toEqual([{kind: 'send-line', guest: vm01.key, language: 'hmp', line: 'info status'}]);
	expect(engine.commands).toContainEqual({kind: 'attach-monitor', guest: vm01.key, language: 'hmp'});
	const row = screen.rows().findIndex(text => text.includes('(qemu) info mig'));
	const column = screen.rows()[row]?.indexOf('info mig') ?? 0;
	await screen.until('the cursor at the end of the line', () => {
		const {cursorX, cursorY} = screen.terminal.buffer.active;
		return cursorX === column + 'info mig'.length && cursorY === row;
	});
	screen.press(keys.home + keys.right);
	await screen.until('the cursor after the first letter', () => screen.terminal.buffer.active.cursorX === column + 1);
	screen.press(keys.up);
	await screen.shows('(qemu) info status');
	screen.press(keys.escape);
	await screen.shows('m migrate');
	screen.press('q');
	expect(await screen.exitCode).toBe(0);
});

test('a line longer than the pane scrolls under the cursor', async () => {
	const screen = openScreen(createFakeEngine([...twoHosts(), onVm01]));
	await screen.shows('▸vm01');
	screen.press(`${keys.enter}${'0123456789'.repeat(9)}END`);
	await screen.shows(/QMP> \d+END/);
	screen.press(keys.home);
	await screen.shows('QMP> 0123456789');
	screen.press(keys.ctrlC);
	expect(await screen.exitCode).toBe(0);
});

test('a paste stands at the prompt and sends nothing', async () => {
	const engine = createFakeEngine([...twoHosts(), onVm01]);
	const screen = openScreen(engine);
	await screen.shows('▸vm01');
	screen.press(paste('qy\n'));
	await screen.shows('Pasted text was ignored');
	screen.press(keys.enter);
	await screen.shows('Enter send');
	screen.press(paste('{"execute":\n\t"stop"}\n'));
	await screen.shows('QMP> {"execute":');
	await screen.shows('…  "stop"}');
	expect(engine.asked()).toEqual([]);
	screen.press(keys.ctrlC);
	expect(await screen.exitCode).toBe(0);
});

test('replies and events appear as they come, and PgUp looks back', async () => {
	const engine = createFakeEngine([...twoHosts(), onVm01]);
	const screen = openScreen(engine);
	await screen.shows('▸vm01');
	const key = transcriptKey(vm01, 'qmp');
	engine.store.dispatch({
		kind: 'transcript-grew',
		key,
		entries: [
			{id: 1, kind: 'command', text: 'query-status', atMs: startMs},
			{id: 2, kind: 'reply', text: '{"status": "running",\n "running": true}', atMs: startMs},
			{id: 3, kind: 'event', text: 'MIGRATION_PASS 2', atMs: startMs},
			{id: 4, kind: 'error', text: 'GenericError: no', atMs: startMs},
		],
	});
	await screen.shows('QMP> query-status');
	await screen.shows(' "running": true}');
	await screen.shows(/\d\d:\d\d:\d\d ◆ MIGRATION_PASS 2/);
	await screen.shows('GenericError: no');
	engine.store.dispatch({
		kind: 'transcript-grew',
		key,
		entries: Array.from({length: 60}, (_, index) => ({
			id: 10 + index,
			kind: 'reply' as const,
			text: `line-${index} ${'x'.repeat(50)}|`,
			atMs: startMs,
		})),
	});
	// Longer than the pane: broken, not cut.
	await screen.shows('line-59');
	await screen.shows('x|');
	screen.press(keys.pageUp);
	await screen.shows('8 lines back');
	await screen.showsNot('line-59');
	await screen.shows('line-51');
	screen.press(keys.pageDown);
	await screen.shows('line-59');
	screen.press('q');
	expect(await screen.exitCode).toBe(0);
});

test('Tab and Shift+Tab go round, ? shows every key', async () => {
	const screen = openScreen(createFakeEngine([...twoHosts(), onVm01]));
	await screen.shows('▸vm01');
	screen.press(keys.tab);
	await screen.shows('Enter send');
	screen.press(keys.shiftTab);
	await screen.shows('m migrate');
	screen.press('?');
	await screen.shows('Migrate the selected guest to the other host');
	const place = (): string => /\d+-\d+ of \d+/.exec(screen.rows().join('\n'))?.[0] ?? '';
	while (!screen.rows().join('\n').includes('Ctrl+C')) {
		const before = place();
		screen.press(keys.pageDown);
		await screen.until('the next page', () => place() !== before);
	}

	screen.press(keys.escape);
	await screen.showsNot('Ctrl+C');
	screen.press('q');
	expect(await screen.exitCode).toBe(0);
});

test('quitting while a migration runs says that it goes on by itself and how to find it', async () => {
	const engine = createFakeEngine([...twoHosts(), onVm01, {kind: 'migration-changed', migration: copying()}]);
	const screen = openScreen(engine);
	await screen.shows('WILL FINISH');
	screen.press(keys.ctrlC);
	await screen.shows("The migration of vm01 is QEMU's own: it goes on without vmferry.");
	await screen.shows('vmferry alpha beta');
	screen.press('n');
	await screen.showsNot('Quit?');
	screen.press('q');
	await screen.shows('Quit?');
	screen.press('y');
	expect(await screen.exitCode).toBe(0);
	expect(engine.asked()).toEqual([]);
	await screen.shows('It is QEMU');
	await screen.shows('To look at both sides again: vmferry alpha beta');
});
