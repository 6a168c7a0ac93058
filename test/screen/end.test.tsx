import {PassThrough} from 'node:stream';
import {Text} from 'ink';
import {expect, test} from 'vitest';
import {openConsole} from '../../source/cli/console.js';
import {useSelector} from '../../source/view/hooks/use-selector.js';
import {panes} from '../../source/view/panes/index.js';
import type {Pane} from '../../source/view/panes/pane.js';
import {copying, twoHosts} from './support/facts.js';
import {createFakeEngine} from './support/fake-engine.js';
import {openScreen} from './support/screen.js';

/** Breaks as soon as there is a migration. */
const Broken: Pane['component'] = () => {
	if (useSelector(state => state.migration) !== undefined) {
		throw new Error('This pane is broken');
	}

	return <Text>whole</Text>;
};

test('q gives the terminal back as it was', async () => {
	const screen = openScreen(createFakeEngine(twoHosts()));
	await screen.shows('q quit');
	expect(screen.terminal.buffer.active.type).toBe('alternate');
	expect(screen.stdin.isRaw).toBe(true);
	screen.press('q');
	expect(await screen.exitCode).toBe(0);
	await screen.until('the normal screen', () => screen.terminal.buffer.active.type === 'normal');
	await screen.until('cooked mode', () => !screen.stdin.isRaw);
	expect(screen.terminal.modes.bracketedPasteMode).toBe(false);
	expect(screen.rows().join('').trim()).toBe('');
});

test('an error in a pane gives the terminal back and says where the guests are', async () => {
	const engine = createFakeEngine(twoHosts());
	const screen = openScreen(engine, {panes: [...panes.slice(0, 2), {id: 'migration', component: Broken}]});
	await screen.shows('vm02');
	engine.store.dispatch({kind: 'migration-changed', migration: copying()});
	expect(await screen.exitCode).toBe(1);
	await screen.until('the normal screen', () => screen.terminal.buffer.active.type === 'normal');
	await screen.until('cooked mode', () => !screen.stdin.isRaw);
	expect(screen.errors()).toContain('This pane is broken');
	expect(screen.errors()).toContain('Migration of vm01: alpha: runs the guest; beta: inmigrate.');
	expect(screen.errors()).toContain('alpha: db1 paused, vm01 running, vm02 running');
});

test('without a terminal it says what to use instead', async () => {
	let errors = '';
	const stderr = {
		write(text: string) {
			errors += text;
			return true;
		},
	};
	expect(await openConsole(createFakeEngine(), {stdout: new PassThrough(), stderr})).toBe(2);
	expect(errors).toContain('The console needs a terminal');
});

test('NO_COLOR leaves bold, dim and inverse only', async () => {
	const engine = createFakeEngine([...twoHosts(), {kind: 'migration-changed', migration: copying()}]);
	const screen = openScreen(engine, {noColor: '1'});
	await screen.shows('WILL FINISH');
	const buffer = screen.terminal.buffer.active;
	for (let row = 0; row < screen.terminal.rows; row++) {
		for (let column = 0; column < screen.terminal.cols; column++) {
			const cell = buffer.getLine(row)?.getCell(column);
			expect(cell?.isFgDefault() && cell.isBgDefault()).toBe(true);
		}
	}

	screen.press('qy');
	expect(await screen.exitCode).toBe(0);
});
