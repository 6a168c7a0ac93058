import {expect, test} from 'vitest';
import type {Guest} from '../../../source/domain/guest.js';
import {type Host, type HostContact, newHost} from '../../../source/domain/host.js';
import {forwardPhases, type Phase} from '../../../source/domain/migration/phase.js';
import type {MigrationState} from '../../../source/domain/migration/state.js';
import type {Action} from '../../../source/store/action.js';
import {initialState} from '../../../source/store/initial-state.js';
import {reducer} from '../../../source/store/reducer.js';
import {contactWords} from '../../../source/store/selectors/contact-words.js';
import {guestRow} from '../../../source/store/selectors/guest-row.js';
import {selectGuestsPane} from '../../../source/store/selectors/guests-pane.js';
import {selectMigrationPane} from '../../../source/store/selectors/migration-pane.js';
import {selectMonitorPane} from '../../../source/store/selectors/monitor-pane.js';
import {phaseMarks} from '../../../source/store/selectors/phase-marks.js';
import type {AppState} from '../../../source/store/state.js';
import {
	arrived,
	copying,
	db1,
	guestOf,
	hostsAfterArrival,
	refused,
	startMs,
	twoHosts,
	vm01,
	waitingVm01,
} from '../../screen/support/facts.js';

const stateOf = (...actions: readonly Action[]): AppState =>
	[...twoHosts(), ...actions].reduce(reducer, initialState(['alpha', 'beta'], startMs));
const alpha = (): Host => {
	const [host] = stateOf().hosts;
	return host ?? newHost('alpha');
};

const withMigration = (migration: MigrationState): AppState => stateOf({kind: 'migration-changed', migration});
const rowOf = (guest: Guest, migration?: MigrationState) =>
	guestRow(guest, {isSelected: false, isStale: false, migration});
const resultLines = (migration: MigrationState, ...hosts: readonly Action[]): readonly string[] => {
	const pane = selectMigrationPane(stateOf(...hosts, {kind: 'migration-changed', migration}));
	return pane.kind === 'shown' && pane.body.kind === 'result' ? pane.body.lines.map(({text}) => text) : [];
};

test.each<[HostContact, string, string | undefined]>([
	[{state: 'idle'}, 'not connected', undefined],
	[{state: 'connecting'}, 'connecting', undefined],
	[{state: 'asking', question: 'Password for alpha?'}, 'asks you', 'Password for alpha?'],
	[{state: 'ready', roundTripMs: 3.4}, '3 ms', undefined],
	[
		{state: 'stalled', sinceMs: startMs - 12_000},
		'silent 12 s',
		'No answer for 12 s; guests and migrations go on by themselves.',
	],
	[
		{state: 'reconnecting', why: 'The link was reset.', nextTryMs: startMs + 2100},
		'reconnecting',
		'Next try in 3.0 s.',
	],
	[{state: 'refused', message: 'No key fits.', remedy: 'ssh alpha', raw: undefined}, 'refused', '→ ssh alpha'],
])('a connection in words: %o', (contact, short, detail) => {
	const host = {...alpha(), contact};
	const words = contactWords(host, startMs);
	expect(words.short).toBe(short);
	expect(words.details).toEqual(detail === undefined ? [] : expect.arrayContaining([detail]));
});

test('facts that are old are called so', () => {
	expect(contactWords(alpha(), startMs + 9000)).toMatchObject({
		tone: 'warn',
		details: ['What is shown was heard 9.0 s ago.'],
	});
});

test('a guest tells what it does', () => {
	expect(rowOf(vm01)).toMatchObject({name: 'vm01', state: 'running', vcpus: '1', memory: '512 MiB', cpu: '7%'});
	expect(rowOf(vm01).monitors).toBe('/run/vm01.qmp · telnet 127.0.0.1:4444');
	expect(rowOf(vm01).note).toBeUndefined();
	expect(rowOf(vm01, copying()).note).toBe('⇢ beta');
	expect(rowOf(vm01, arrived()).note).toBeUndefined();
	expect(rowOf(waitingVm01).note).toBe('waits on :4449');
	expect(rowOf(guestOf('beta', 'vm01', {pid: 1, runState: 'inmigrate', arguments: ['-incoming', 'defer']})).note).toBe(
		'waits',
	);
	expect(rowOf(guestOf('alpha', 'vm01', {pid: 1, runState: 'postmigrate'})).note).toBe('empty: moved');
	expect(rowOf(guestOf('alpha', 'x', {pid: 1, runState: ''}))).toMatchObject({state: '-', cpu: '-'});
});

test('host text is made safe', () => {
	const guest = guestOf('alpha', '\u001b[2J\u001b]0;x\u0007evil\n', {pid: 1});
	expect(rowOf(guest).name).toBe('evil ');
});

test('the hosts pane has a line for each host, its guests and its trouble', () => {
	const pane = selectGuestsPane(
		stateOf({kind: 'host-changed', name: 'beta', change: {probeProblem: 'The processes of beta could not be read.'}}),
	);
	expect(pane.lines.map(line => (line.kind === 'guest' ? line.row.name : line.kind))).toEqual([
		'host',
		'db1',
		'vm01',
		'vm02',
		'host',
		'text',
	]);
	expect(pane.detail?.text).toBe('telnet 127.0.0.1:4446');
});

test.each<[Guest['contact'], string]>([
	[{state: 'busy'}, 'telnet 127.0.0.1:4446 is held by another'],
	[{state: 'failed', why: 'Connection refused'}, 'Connection refused'],
	[{state: 'connecting'}, 'Connecting to'],
])('the monitor pane says why nothing comes: %o', (contact, words) => {
	const state = stateOf({kind: 'guest-changed', host: 'alpha', key: db1.key, change: {contact}});
	expect(selectMonitorPane(state).trouble?.text).toContain(words);
	expect(selectMonitorPane(state).prompt?.label).toBe('(qemu) ');
});

test('without a monitor there is no prompt, but a reason', () => {
	const deaf = guestOf('alpha', 'deaf', {
		pid: 7,
		arguments: ['-monitor', 'none'],
		contact: {state: 'none', why: 'is switched off'},
	});
	const pane = selectMonitorPane(stateOf({kind: 'guests-listed', host: 'alpha', guests: [deaf]}));
	expect(pane.prompt).toBeUndefined();
	expect(pane.trouble?.text).toBe('Nothing to type to: the monitor of deaf is switched off.');
});

test('the monitor of libvirt is left alone', () => {
	const managed = guestOf('alpha', 'web', {
		pid: 8,
		arguments: [
			...['-object', 'secret,id=masterKey0,format=raw,file=/x'],
			...[
				'-chardev',
				'socket,id=charmonitor,path=/run/web,server=on,wait=off',
				'-mon',
				'chardev=charmonitor,mode=control',
			],
		],
		contact: {state: 'none', why: 'belongs to libvirt'},
	});
	const pane = selectMonitorPane(stateOf({kind: 'guests-listed', host: 'alpha', guests: [managed]}));
	expect(pane.prompt).toBeUndefined();
	expect(pane.trouble?.text).toContain('belongs to libvirt');
});

test('the steps of a migration never go back and end with a reason', () => {
	const marks = (migration: MigrationState) => phaseMarks(migration).map(({mark}) => mark);
	for (const phase of forwardPhases) {
		const phases = forwardPhases.slice(0, forwardPhases.indexOf(phase) + 1).map(name => ({phase: name, atMs: 0}));
		const shown = marks(copying({phase, phases}));
		expect([...shown].sort((left, right) => order.indexOf(left) - order.indexOf(right))).toEqual(shown);
	}

	expect(marks(arrived({phase: 'completed'}))).toEqual(Array(6).fill('done'));
	expect(phaseMarks(copying())[2]).toEqual({mark: 'now', label: 'copy: pass 2'});
	expect(phaseMarks(copying({samples: []}))[2]).toEqual({mark: 'now', label: 'copy'});
	expect(phaseMarks(refused())[2]).toEqual({mark: 'stopped', label: 'copy: failed'});
});

const order: readonly string[] = ['done', 'now', 'stopped', 'ahead'];

test('every phase that goes on has a sentence, every end a result', () => {
	const phases: readonly Phase[] = [...forwardPhases, 'cancelling', 'rolling-back', 'cancelled', 'failed'];
	for (const phase of phases) {
		const pane = selectMigrationPane(withMigration(copying({phase})));
		const text =
			pane.kind === 'shown' && (pane.body.kind === 'progress' ? pane.body.verdict.text : pane.body.lines[0]?.text);
		expect(text, phase).toMatch(/\S/);
	}
});

test('figures that were not measured are not invented', () => {
	const pane = selectMigrationPane(withMigration(copying({samples: [], movedAtMs: undefined})));
	expect(pane).toMatchObject({
		body: {
			fraction: 0,
			left: 'no figures yet',
			remaining: undefined,
			link: {text: 'not measured yet'},
			dirty: {text: 'not measured yet'},
			facts: ['downtime not known yet', 'limit 300 ms (QEMU’s own)', 'speed limit 128 MiB/s'],
		},
	});
});

test('a completed copy is no arrival before the destination answers', () => {
	const pane = selectMigrationPane(withMigration(copying({phase: 'finishing'})));
	expect(pane).toMatchObject({
		body: {kind: 'progress', verdict: {text: expect.stringContaining('only when beta answers running')}},
	});
	expect(pane.kind === 'shown' && pane.body.kind === 'progress' && pane.body.fraction).toBeLessThan(1);
});

test('the result names where the guest is, what it took and what is left', () => {
	expect(resultLines(arrived(), ...hostsAfterArrival())).toEqual([
		'vm01 runs on beta.',
		'total 4.3 s · downtime 81 ms by QEMU · 560 MiB sent · 2 passes',
		'r  ends the empty process that is left on alpha (pid 4242).',
	]);
	expect(resultLines(arrived({phase: 'completed', isReleased: true}), ...hostsAfterArrival()).at(-1)).toBe(
		'The empty process on alpha was ended.',
	);
	const old = arrived();
	expect(resultLines({...old, source: {...old.source, migration: {status: 'completed'}}})[1]).toContain(
		'total 6.5 s by our clock · downtime not reported by this QEMU',
	);
});

test('a destination that dies after the arrival is not said to run the guest', () => {
	const dead: Action = {kind: 'guests-listed', host: 'beta', guests: []};
	const pane = selectMigrationPane(
		stateOf(...hostsAfterArrival(), dead, {kind: 'migration-changed', migration: arrived()}),
	);
	expect(pane).toMatchObject({sides: [{words: 'postmigrate, empty'}, {words: 'no process'}]});
	expect(resultLines(arrived(), ...hostsAfterArrival(), dead)[0]).toBe(
		'vm01 was moved to beta, which does not answer that it holds it now.',
	);
});

test('a failed migration is a card: what happened, what to type, the raw words', () => {
	const lines = resultLines(refused());
	expect(lines[0]).toBe('alpha could not reach beta at 192.168.12.46:4449.');
	expect(lines.some(text => text.startsWith('→ '))).toBe(true);
	expect(lines.at(-1)).toBe("Failed to connect to '192.168.12.46:4449': Connection refused");
});

test('two running copies are an alarm', () => {
	const running = {running: true, runState: 'running'};
	const state = copying();
	const pane = selectMigrationPane(withMigration({...state, destination: {...state.destination, status: running}}));
	expect(pane).toMatchObject({alarm: expect.stringContaining('TWO COPIES RUN')});
});

test('the clock of a migration stands still at its end', () => {
	const state = reducer(withMigration(arrived()), {kind: 'clock', nowMs: startMs + 60_000});
	expect(selectMigrationPane(state)).toMatchObject({elapsed: '00:06'});
});

test('an empty process is not offered to be moved, and its release is named', () => {
	const selected = stateOf(...hostsAfterArrival(), {kind: 'select-guest', key: vm01.key});
	expect(selectMigrationPane(selected)).toMatchObject({
		lines: [{}, {text: 'To end it, once beta runs the guest: vmferry release vm01 alpha beta'}],
	});
});
