import stringWidth from 'string-width';
import {expect, test} from 'vitest';
import type {Action} from '../../source/store/action.js';
import {arrived, copying, guestOf, hostsAfterArrival, refused, twoHosts, vm01, waitingVm01} from './support/facts.js';
import {createFakeEngine} from './support/fake-engine.js';
import {keys, openScreen} from './support/screen.js';

const waiting: Action = {kind: 'guests-listed', host: 'beta', guests: [waitingVm01]};
const onVm01: Action = {kind: 'select-guest', key: vm01.key};
const migrating: Action = {kind: 'migration-changed', migration: copying()};

test('80×24 shows everything that is asked at 02:00', async () => {
	const screen = openScreen(createFakeEngine([...twoHosts(), onVm01, waiting, migrating]));
	await screen.shows('q quit');
	expect(screen.row('vmferry')).toMatch(/^ vmferry {3}alpha ● 3 ms {3}beta ● 3 ms .* \d\d:\d\d:\d\d$/);
	expect(screen.row('│ alpha')).toContain('alpha  QEMU 10.0 load 0.4 8.1/31G 3 VMs');
	expect(screen.row('▸')).toMatch(/▸vm01 +running +1 +512 MiB +\d+%/);
	expect(screen.row('vm02')).toMatch(/vm02 +running +4 +8 GiB +81%/);
	expect(screen.row('inmigrate ')).toMatch(/vm01 +inmigrate waits on :4449/);
	expect(screen.row('unix') + screen.row('/run/vm01.qmp')).toContain('/run/vm01.qmp · telnet 127.0.0.1:4444');
	// A migration shows both monitors by itself.
	expect(screen.row('Monitor')).toContain('Monitor vm01 on both');
	expect(screen.row('check')).toMatch(
		/✓ check {2}✓ prepare {2}● copy: pass 2 {2}○ switch {2}○ verify {2}○ release +00:07/,
	);
	expect(screen.row('left of')).toMatch(/█+░+ {2}\d+ MiB left of 528 MiB {2}~00:0\d left/);
	expect(screen.row('link ')).toMatch(/link {2}\d+ MiB\/s +[▁-█]+ {3}dirty [\d.]+ MiB\/s +[▁-█]+/);
	expect(screen.row('downtime')).toContain('downtime now ≈ 81 ms   limit 300 ms (QEMU’s own)');
	expect(screen.row('WILL')).toContain('WILL FINISH in about');
	expect(screen.row('(source)')).toMatch(/alpha \(source\) runs the guest +beta \(destination\) inmigrate/);
	expect(screen.rows().at(-1)).toMatch(/m migrate {2}c cancel .*Enter monitor .*Tab pane {2}\? help {2}q quit/);
	expect(Math.max(...screen.rows().map(row => stringWidth(row)))).toBeLessThanOrEqual(80);
	screen.press('q');
	await screen.shows('Quit?');
	screen.press('y');
	expect(await screen.exitCode).toBe(0);
});

test('160×48 uses its room: full facts, a column of monitors, a line for each rate', async () => {
	const screen = openScreen(createFakeEngine([...twoHosts(), onVm01, waiting, migrating]), {columns: 160, rows: 48});
	await screen.shows('q quit');
	expect(screen.row('│ alpha  QEMU')).toContain('QEMU 10.0.2  load 0.4  mem 8.1/31 GiB  3 VMs');
	expect(screen.row('NAME')).toMatch(/NAME +STATE +VCPU +MEMORY +CPU +MONITORS/);
	expect(screen.row('▸')).toMatch(/▸vm01 +running +1 512 MiB +7% ⇢ beta +\/run\/vm01.qmp/);
	expect(screen.row('dirty ')).not.toContain('link');
	expect(screen.row('check')).toContain('00:07 elapsed');
	expect(screen.row('downtime now')).toContain('speed limit 128 MiB/s');
	expect(screen.rows().length).toBe(48);
	screen.press(keys.ctrlC + keys.ctrlC);
	expect(await screen.exitCode).toBe(0);
});

test('40×12 says that it is too small, and grows back', async () => {
	const screen = openScreen(createFakeEngine(twoHosts()), {columns: 40, rows: 12});
	await screen.shows('This window is too small');
	expect(screen.rows().join(' ').replaceAll(/\s+/g, ' ').trim()).toBe(
		'This window is too small: vmferry needs at least 80×24, this is 40×12.',
	);
	screen.resize(80, 24);
	await screen.shows('q quit');
	await screen.shows('vm02');
	expect(screen.rows().join('')).not.toContain('too small');
	screen.resize(40, 12);
	await screen.shows('too small');
	screen.press('q');
	expect(await screen.exitCode).toBe(0);
});

test('60×16 keeps guests and migration, and shows the monitor while it is used', async () => {
	const screen = openScreen(createFakeEngine([...twoHosts(), onVm01, migrating]), {columns: 60, rows: 16});
	await screen.shows('q quit');
	expect(screen.row('▸')).toContain('vm01');
	expect(screen.row('WILL')).toContain('WILL FINISH');
	expect(screen.row('(source)')).not.toBe('');
	screen.press(keys.enter);
	await screen.shows('Monitor vm01 on both');
	await screen.shows('QMP>');
	screen.press(keys.escape);
	await screen.shows('Hosts');
	screen.press('qy');
	expect(await screen.exitCode).toBe(0);
});

test('more guests than rows: the selected one stays in sight', async () => {
	const guests = Array.from({length: 60}, (_, index) => guestOf('alpha', `guest-${index}`, {pid: 100 + index}));
	const engine = createFakeEngine([...twoHosts(), {kind: 'guests-listed', host: 'alpha', guests}]);
	const screen = openScreen(engine);
	await screen.shows('▸guest-0');
	screen.press(keys.down.repeat(45));
	await screen.shows('▸guest-45');
	await screen.shows(/of 63 lines|of 62 lines/);
	screen.press('k'.repeat(44));
	await screen.shows('▸guest-1 ');
	screen.press('q');
	expect(await screen.exitCode).toBe(0);
});

test('the result of a migration says what is left and which key ends it', async () => {
	const screen = openScreen(
		createFakeEngine([...twoHosts(), ...hostsAfterArrival(), {kind: 'migration-changed', migration: arrived()}]),
	);
	await screen.shows('vm01 runs on beta.');
	await screen.shows('total 4.3 s · downtime 81 ms by QEMU');
	await screen.shows('r  ends the empty process that is left on alpha (pid 4242).');
	expect(screen.row('(source)')).toMatch(/alpha \(source\) postmigrate, empty +beta \(destination\) runs the guest/);
	screen.press('q');
	expect(await screen.exitCode).toBe(0);
	// What was left undone stands on the normal screen.
	await screen.shows('beta: runs the guest');
	await screen.shows('The empty process is still on alpha (pid 4242).');
	await screen.shows('vmferry release vm01 alpha beta');
});

test('a failed migration is explained', async () => {
	const screen = openScreen(createFakeEngine([...twoHosts(), {kind: 'migration-changed', migration: refused()}]));
	await screen.shows('alpha could not reach beta at 192.168.12.46:4449.');
	await screen.shows('→ Open the port on beta for alpha');
	await screen.shows("Failed to connect to '192.168.12.46:4449': Connection refused");
	await screen.shows('✗ copy: failed');
	expect(screen.row('(source)')).toMatch(/alpha \(source\) runs the guest +beta \(destination\) no process/);
	screen.press('q');
	expect(await screen.exitCode).toBe(0);
});

test('names with escape sequences and wide characters break nothing', async () => {
	const names = ['\u001b[2J\u001b[31mred', '数据库服务器一号', 'é́́-ok', 'a'.repeat(70), '\u202eesrever'];
	const guests = names.map((name, index) =>
		guestOf('alpha', name, {pid: 10 + index, arguments: ['-qmp', `unix:/run/${name}.qmp,server,nowait`]}),
	);
	const engine = createFakeEngine([...twoHosts(), {kind: 'guests-listed', host: 'alpha', guests}]);
	const screen = openScreen(engine);
	await screen.shows('red');
	await screen.shows('数据库');
	const rows = screen.rows().filter(row => /running +1 512 MiB/.test(row));
	expect(rows.length).toBe(names.length);
	// The edge between the panes stands in one column.
	const edges = rows.map(row => stringWidth(row.slice(0, row.indexOf('││'))));
	expect(new Set(edges).size).toBe(1);
	screen.press('m');
	await screen.shows('Looking at both hosts');
	screen.press(keys.escape);
	await screen.showsNot('Looking at both hosts');
	expect(screen.rows().filter(row => /running +1 512 MiB/.test(row)).length).toBe(names.length);
	screen.press('q');
	expect(await screen.exitCode).toBe(0);
});
