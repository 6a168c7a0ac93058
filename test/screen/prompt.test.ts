import {expect, test} from 'vitest';
import type {Action} from '../../source/store/action.js';
import {twoHosts, vm01} from './support/facts.js';
import {createFakeEngine} from './support/fake-engine.js';
import {keys, openScreen, paste} from './support/screen.js';

const onVm01: Action = {kind: 'select-guest', key: vm01.key};
const atPrompt: Action = {kind: 'focus-pane', pane: 'monitor'};
const inHmp: Action = {kind: 'choose-monitor-language', language: 'hmp'};
const ctrl = (letter: string): string => String.fromCharCode(letter.charCodeAt(0) - 0x60);
const undo = '\u001f';

const open = (...facts: readonly Action[]) => {
	const engine = createFakeEngine([...twoHosts(), onVm01, ...facts, atPrompt]);
	return {engine, screen: openScreen(engine)};
};

test('cut, put in, swap and undo', async () => {
	const {screen} = open(inHmp);
	await screen.shows('(qemu)');
	screen.press(`migrate beta -d${ctrl('w')}${ctrl('w')}`);
	await screen.shows(/\(qemu\) migrate\s/);
	screen.press(`${ctrl('y')}${ctrl('a')}\u001bf x`);
	await screen.shows('(qemu) migrate x beta -d');
	screen.press(undo.repeat(2));
	await screen.shows('(qemu) migrate beta -d');
	screen.press(`${ctrl('e')}${ctrl('t')}`);
	await screen.shows('(qemu) migrate beta d-');
	screen.press(ctrl('c'));
	expect(await screen.exitCode).toBe(0);
});

test('Ctrl+R finds earlier lines, of earlier runs too, and Enter only takes the line', async () => {
	const {engine, screen} = open(inHmp, {
		kind: 'history-read',
		language: 'hmp',
		lines: ['migrate -d tcp:beta:4449', 'info block'],
	});
	await screen.shows('(qemu)');
	screen.press(`info status\r${ctrl('r')}in`);
	await screen.shows('search back: in');
	await screen.shows('(qemu) info status');
	screen.press(ctrl('r'));
	await screen.shows('(qemu) info block');
	screen.press('x');
	await screen.shows('failed search back: inx');
	screen.press(`${ctrl('g')}${ctrl('r')}mig`);
	await screen.shows('(qemu) migrate -d tcp:beta:4449');
	screen.press('\r');
	await screen.showsNot('search back');
	expect(engine.asked()).toHaveLength(1);
	screen.press('\r');
	await screen.until('the second line sent', () => engine.asked().length === 2);
	expect(engine.asked()[1]).toMatchObject({line: 'migrate -d tcp:beta:4449'});
	screen.press(keys.escape);
	await screen.shows('m migrate');
	screen.press('q');
	expect(await screen.exitCode).toBe(0);
});

test('a QMP request over several lines: Enter goes on below, a mistake is shown at its place', async () => {
	const {engine, screen} = open();
	await screen.shows('QMP>');
	screen.press('{"execute": "stop",\r');
	await screen.shows('Enter next line');
	screen.press('"id" 7}\r');
	await screen.shows(/Not sent. line 2, column 8:/);
	await screen.shows('QMP> {"execute": "stop",');
	await screen.shows('…   "id" 7}');
	const row = screen.rows().findIndex(text => text.includes('…   "id" 7}'));
	const column = screen.rows()[row]?.indexOf('7}');
	await screen.until('the cursor at the mistake', () => {
		const {cursorX, cursorY} = screen.terminal.buffer.active;
		return cursorX === column && cursorY === row;
	});
	expect(engine.asked()).toEqual([]);
	screen.press(':\r');
	await screen.until('the request sent', () => engine.asked().length === 1);
	expect(engine.asked()[0]).toMatchObject({line: '{"execute": "stop",\n  "id" :7}'});
	screen.press(keys.up);
	await screen.shows('"execute": "stop", "id" :7}');
	screen.press(ctrl('c'));
	expect(await screen.exitCode).toBe(0);
});

test('pasted lines are sent one by one, after a yes', async () => {
	const {engine, screen} = open(inHmp);
	await screen.shows('(qemu)');
	screen.press(paste('info status\ninfo block\n'));
	await screen.shows('2 lines were pasted, none was sent yet');
	expect(engine.asked()).toEqual([]);
	screen.press('n');
	await screen.showsNot('were pasted');
	screen.press(paste('info status\ninfo block\n'));
	await screen.shows('Send them one by one?');
	screen.press('y');
	await screen.until('the lines sent', () => engine.asked().length > 0);
	expect(engine.asked()).toEqual([
		{kind: 'send-lines', guest: vm01.key, language: 'hmp', lines: ['info status', 'info block']},
	]);
	screen.press(keys.up);
	await screen.shows('(qemu) info block');
	screen.press(ctrl('c'));
	expect(await screen.exitCode).toBe(0);
});
