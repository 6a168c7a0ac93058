import {expect, test} from 'vitest';
import type {LineHazardKind} from '../../source/domain/line-hazard.js';
import type {Action} from '../../source/store/action.js';
import {twoHosts, vm01} from './support/facts.js';
import {createFakeEngine} from './support/fake-engine.js';
import {keys, openScreen} from './support/screen.js';

const held = (kind: LineHazardKind, line: string): Action => ({
	kind: 'open-dialog',
	dialog: {
		kind: 'confirm-line',
		guest: {key: vm01.key, name: 'vm01', host: 'alpha'},
		language: 'hmp',
		line,
		hazard: {kind, command: line.split(' ')[0] ?? ''},
	},
});

const atPrompt = async (size = {columns: 80, rows: 24}) => {
	const engine = createFakeEngine([...twoHosts(), {kind: 'select-guest', key: vm01.key}]);
	const screen = openScreen(engine, size);
	await screen.shows('▸vm01');
	screen.press(keys.enter);
	await screen.shows('Enter send');
	return {engine, screen};
};

test.each([
	{columns: 80, rows: 24},
	{columns: 160, rows: 48},
])('quit asks: leave the pane, or end the guest by its name ($columns×$rows)', async size => {
	const {engine, screen} = await atPrompt(size);
	engine.store.dispatch(held('ends-guest', 'quit'));
	await screen.shows('Leave the pane, or end the guest?');
	await screen.shows('Enter leave the pane  e end the guest  Esc no');
	screen.press(keys.enter);
	await screen.shows('m migrate');
	expect(engine.asked()).toEqual([]);
	screen.press(keys.enter);
	await screen.shows('Enter send');
	engine.store.dispatch(held('ends-guest', 'quit'));
	await screen.shows('Leave the pane');
	screen.press('e');
	await screen.shows("type the guest's name, vm01");
	screen.press('vm02\r');
	await screen.shows("this is not the guest's name, vm01");
	await screen.until('the cursor behind what was typed', () => {
		const {cursorX, cursorY} = screen.terminal.buffer.active;
		return screen.rows()[cursorY]?.slice(0, cursorX).endsWith('> vm02') === true;
	});
	expect(engine.asked()).toEqual([]);
	screen.press('\u007f1\r');
	await screen.showsNot('was not sent yet');
	expect(engine.asked()).toMatchObject([{line: 'quit', confirmation: {hazard: 'ends-guest', guestName: 'vm01'}}]);
	screen.press(keys.ctrlC);
	expect(await screen.exitCode).toBe(0);
});

test('a migrate that would block its monitor is offered with -d', async () => {
	const {engine, screen} = await atPrompt();
	engine.store.dispatch(held('blocks-monitor', 'migrate tcp:10.0.0.1:1'));
	await screen.shows('Send "migrate -d tcp:10.0.0.1:1" instead?');
	await screen.shows('Enter add -d and send  y send as typed  Esc no');
	screen.press(keys.enter);
	await screen.showsNot('instead?');
	expect(engine.asked()).toMatchObject([{line: 'migrate -d tcp:10.0.0.1:1'}]);
	screen.press(keys.ctrlC);
	expect(await screen.exitCode).toBe(0);
});
