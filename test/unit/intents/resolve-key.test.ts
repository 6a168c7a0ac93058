import {describe, expect, test} from 'vitest';
import type {LineHazardKind} from '../../../source/domain/line-hazard.js';
import {helpLines, keyBar, keyTable} from '../../../source/intents/describe-keys.js';
import {intents} from '../../../source/intents/index.js';
import type {Step} from '../../../source/intents/intent.js';
import {promptKeys} from '../../../source/intents/prompt-keys.js';
import {resolveKey} from '../../../source/intents/resolve-key.js';
import type {Action} from '../../../source/store/action.js';
import {initialState} from '../../../source/store/initial-state.js';
import {reducer} from '../../../source/store/reducer.js';
import type {InputScope} from '../../../source/store/selectors/input-scope.js';
import type {AppState} from '../../../source/store/state.js';
import {
	arrived,
	copying,
	guestOf,
	planOfVm01,
	requestOfVm01,
	startMs,
	twoHosts,
	vm01,
	waitingVm01,
} from '../../screen/support/facts.js';

const onVm01: Action = {kind: 'select-guest', key: vm01.key};
const atPrompt: Action = {kind: 'focus-pane', pane: 'monitor'};
const stateOf = (...actions: readonly Action[]): AppState =>
	[...twoHosts(), onVm01, ...actions].reduce(reducer, initialState(['alpha', 'beta'], startMs));
const press = (state: AppState, name: string, text?: string): readonly Step[] => resolveKey(state, {name, text});
const engineCommands = (steps: readonly Step[]) => steps.flatMap(step => (step.to === 'engine' ? step.command : []));
const dialogs = (steps: readonly Step[]) =>
	steps.flatMap(step => (step.to === 'screen' && step.action.kind === 'open-dialog' ? step.action.dialog.kind : []));
const noticeOf = (steps: readonly Step[]) =>
	steps.flatMap(step => (step.to === 'screen' && step.action.kind === 'notice' ? (step.action.text ?? []) : []))[0];
const migrating = (change = {}): Action => ({kind: 'migration-changed', migration: copying(change)});
const planShown = (checks: Parameters<typeof confirmDialog>[0] = []): readonly Action[] => [
	{kind: 'open-dialog', dialog: {kind: 'planning', guestName: 'vm01', destinationHost: 'beta'}},
	confirmDialog(checks),
];
const confirmDialog = (
	checks: readonly {
		readonly id: string;
		readonly title: string;
		readonly outcome: 'pass' | 'block';
		readonly detail: string;
	}[],
): Action => ({
	kind: 'open-dialog',
	dialog: {kind: 'confirm-migration', request: requestOfVm01, plan: planOfVm01, checks, runbook: []},
});

const lineShown = (kind: LineHazardKind, line = 'quit'): Action => ({
	kind: 'open-dialog',
	dialog: {
		kind: 'confirm-line',
		guest: {key: vm01.key, name: 'vm01', host: 'alpha'},
		language: 'hmp',
		line,
		hazard: {kind, command: line.split(' ')[0] ?? ''},
	},
});

test('no key means two things in one place', () => {
	const states = [
		stateOf(),
		stateOf(atPrompt),
		stateOf({kind: 'open-dialog', dialog: {kind: 'help'}}),
		...(['ends-guest', 'harms-guest', 'runs-twice', 'blocks-monitor'] as const).flatMap(kind => [
			stateOf(lineShown(kind)),
			stateOf(lineShown(kind), {kind: 'ask-name'}),
		]),
	];
	const scopes: readonly InputScope[] = ['panes', 'prompt', 'dialog', 'name', 'question'];
	for (const scope of scopes) {
		for (const state of states) {
			const keys = intents
				.filter(({scopes: list, isMeant}) => list.includes(scope) && (isMeant?.(state) ?? true))
				.flatMap(intent => intent.keys);
			expect(new Set(keys).size, scope).toBe(keys.length);
		}
	}

	const promptNames = intents.filter(({scopes: list}) => list.includes('prompt')).flatMap(({keys}) => keys);
	expect(promptNames.filter(key => key in promptKeys)).toEqual([]);
	expect(new Set(intents.map(({id}) => id)).size).toBe(intents.length);
});

test('m looks at both hosts and begins nothing', () => {
	const steps = press(stateOf(), 'm', 'm');
	expect(dialogs(steps)).toEqual(['planning']);
	expect(engineCommands(steps)).toMatchObject([
		{
			kind: 'plan-migration',
		},
	]);
});

test.each<[string, readonly Action[], string]>([
	['m', [{kind: 'guests-listed', host: 'alpha', guests: []}], 'no guest is selected'],
	['m', [migrating()], 'the migration of vm01 is under way'],
	['m', [{kind: 'migration-changed', migration: arrived()}], 'first say with r'],
	[
		'm',
		[
			{kind: 'guests-listed', host: 'beta', guests: [waitingVm01]},
			{kind: 'select-guest', key: waitingVm01.key},
		],
		'waits for a guest and holds none',
	],
	[
		'm',
		[{kind: 'host-changed', name: 'beta', change: {contact: {state: 'connecting'}}}],
		'there is no connection to beta',
	],
	['c', [], 'no migration is under way'],
	['c', [migrating({phase: 'finishing'})], 'it is too late'],
	['c', [migrating({isCancelAsked: true})], 'being cancelled already'],
	['r', [migrating()], 'no process is left'],
])('a disabled %s says why', (key, actions, reason) => {
	const steps = press(stateOf(...actions), key, key);
	expect(engineCommands(steps)).toEqual([]);
	expect(dialogs(steps)).toEqual([]);
	expect(noticeOf(steps)).toMatch(new RegExp(`^${key} does nothing now: .*${reason}`));
});

test('a copy is cancelled by one key', () => {
	expect(engineCommands(press(stateOf(migrating()), 'c', 'c'))).toEqual([{kind: 'cancel-migration'}]);
});

test('only the answer to the dialog begins a migration', () => {
	const state = stateOf(...planShown());
	expect(engineCommands(press(state, 'y', 'y'))).toEqual([{kind: 'begin-migration', plan: planOfVm01}]);
	expect(engineCommands(press(state, 'return'))).toEqual([{kind: 'begin-migration', plan: planOfVm01}]);
	for (const key of ['n', 'escape', 'm', 'space', 'tab', 'x']) {
		expect(engineCommands(press(state, key))).toEqual([]);
	}
});

test('a check that forbids it cannot be answered with yes', () => {
	const state = stateOf(...planShown([{id: 'memory', title: 'Memory', outcome: 'block', detail: 'Too little.'}]));
	const steps = press(state, 'y', 'y');
	expect(engineCommands(steps)).toEqual([]);
	expect(noticeOf(steps)).toContain('a check forbids this migration');
});

test('the release is asked for, then asked of the engine', () => {
	const state = stateOf({kind: 'migration-changed', migration: arrived()});
	const steps = press(state, 'r', 'r');
	expect(engineCommands(steps)).toEqual([]);
	expect(dialogs(steps)).toEqual(['confirm-release']);
	const asked = reducer(state, {kind: 'open-dialog', dialog: {kind: 'confirm-release'}});
	expect(engineCommands(press(asked, 'y', 'y'))).toEqual([{kind: 'release-source'}]);
	expect(engineCommands(press(asked, 'k', 'k'))).toEqual([{kind: 'keep-source'}]);
	expect(engineCommands(press(asked, 'escape'))).toEqual([]);
});

test('letters are typed at the prompt, and Enter sends the line as it stands', () => {
	const state = stateOf(atPrompt);
	expect(press(state, 'm', 'm')).toContainEqual({
		to: 'screen',
		action: {kind: 'edit-prompt', edit: {edit: 'insert', text: 'm'}},
	});
	expect(engineCommands(press(state, 'q', 'q'))).toEqual([]);
	const typed = reducer(state, {kind: 'edit-prompt', edit: {edit: 'insert', text: 'info status '}});
	expect(engineCommands(press(typed, 'return'))).toEqual([
		{kind: 'send-line', guest: vm01.key, language: 'qmp', line: 'info status '},
	]);
	expect(noticeOf(press(state, 'return'))).toContain('nothing was typed');
});

test('a pasted request stands at the prompt as it is, several lines ask first, and nothing is sent', () => {
	const steps = press(stateOf(atPrompt), 'paste', '{\r\n  "execute": "stop"\r\n}\r\n');
	expect(engineCommands(steps)).toEqual([]);
	expect(steps).toContainEqual({
		to: 'screen',
		action: {kind: 'edit-prompt', edit: {edit: 'insert', text: '{\n  "execute": "stop"\n}'}},
	});
	const several = press(stateOf(atPrompt), 'paste', 'info status\n\n{"execute": "stop"}\ncont\n');
	expect(several).toContainEqual({
		to: 'screen',
		action: {
			kind: 'open-dialog',
			dialog: {
				kind: 'confirm-lines',
				guest: {key: vm01.key, name: 'vm01', host: 'alpha'},
				language: 'qmp',
				lines: ['info status', '{"execute": "stop"}', 'cont'],
			},
		},
	});
	expect(press(stateOf(atPrompt), 'paste', 'info status\r\n')).toContainEqual({
		to: 'screen',
		action: {kind: 'edit-prompt', edit: {edit: 'insert', text: 'info status'}},
	});
	expect(noticeOf(press(stateOf(), 'paste', 'my text'))).toContain('Pasted text was ignored');
});

test('a guest without a monitor leaves the letters to the panes', () => {
	const deaf = guestOf('alpha', 'deaf', {pid: 7, arguments: [], contact: {state: 'none', why: 'is switched off'}});
	const state = stateOf({kind: 'guests-listed', host: 'alpha', guests: [deaf]}, atPrompt);
	expect(press(state, 'q', 'q')).toContainEqual({to: 'quit'});
});

test('quitting asks while a migration runs, once', () => {
	expect(press(stateOf(), 'q', 'q')).toContainEqual({to: 'quit'});
	const state = stateOf(migrating());
	expect(dialogs(press(state, 'q', 'q'))).toEqual(['confirm-quit']);
	expect(dialogs(press(state, 'ctrl+c'))).toEqual(['confirm-quit']);
	const asked = reducer(state, {kind: 'open-dialog', dialog: {kind: 'confirm-quit'}});
	expect(press(asked, 'ctrl+c')).toContainEqual({to: 'quit'});
	expect(press(asked, 'y')).toContainEqual({to: 'quit'});
	expect(press(asked, 'n')).not.toContainEqual({to: 'quit'});
	expect(press(stateOf({kind: 'migration-changed', migration: arrived()}), 'q')).toContainEqual({to: 'quit'});
});

test('a question goes before everything and its letters are no commands', () => {
	const state = stateOf(migrating(), {
		kind: 'question-asked',
		question: {id: 3, kind: 'host-key', host: 'beta', text: ['SHA256:abc']},
	});
	expect(engineCommands(press(state, 'c', 'c'))).toEqual([]);
	expect(engineCommands(press(state, 'escape'))).toEqual([{kind: 'answer-question', id: 3, answer: undefined}]);
});

test('key bar, help and the table of keys know every intent', () => {
	expect(keyBar(stateOf()).map(({label}) => label)).toEqual([
		'migrate',
		'cancel',
		'release',
		'monitor',
		'HMP/QMP',
		'pane',
		'help',
		'quit',
	]);
	expect(keyBar(stateOf()).find(({label}) => label === 'cancel')?.isEnabled).toBe(false);
	expect(keyBar(stateOf(...planShown())).map(({keyLabel, label}) => `${keyLabel} ${label}`)).toEqual([
		'y start',
		'Esc no',
		'o live/offline',
		'p post-copy',
	]);
	for (const {title} of intents) {
		expect(helpLines().some(({text}) => text.includes(title))).toBe(true);
		expect(keyTable()).toContain(title);
	}
});

describe('a line that asks first', () => {
	const typeName = (state: AppState, text: string): AppState =>
		[...text].reduce(
			(before, character) => press(before, character, character).reduce(byStep, before),
			reducer(state, {kind: 'ask-name'}),
		);
	const byStep = (state: AppState, step: Step): AppState =>
		step.to === 'screen' ? reducer(state, step.action) : state;

	test('Enter on a typed quit leaves the pane and sends nothing', () => {
		const state = stateOf(atPrompt, lineShown('ends-guest'));
		const steps = press(state, 'return');
		expect(engineCommands(steps)).toEqual([]);
		const after = steps.reduce(byStep, state);
		expect(after.ui.focusedPane).toBe('guests');
		expect(after.ui.dialog).toBeUndefined();
		expect(engineCommands(press(state, 'y', 'y'))).toEqual([]);
	});

	test.each(['ends-guest', 'runs-twice'] as const)('%s is sent with the name of the guest only', kind => {
		const state = stateOf(atPrompt, lineShown(kind));
		for (const wrong of ['', 'vm0', 'vm02', 'VM01', 'y']) {
			const steps = press(typeName(state, wrong), 'return');
			expect(engineCommands(steps)).toEqual([]);
			expect(noticeOf(steps)).toContain("this is not the guest's name, vm01");
		}

		expect(engineCommands(press(typeName(state, 'vm01'), 'return'))).toEqual([
			{
				kind: 'send-line',
				guest: vm01.key,
				language: 'hmp',
				line: 'quit',
				confirmation: {hazard: kind, guestName: 'vm01'},
			},
		]);
	});

	test('a migrate that would block gets its -d, or is sent as it was typed', () => {
		const state = stateOf(atPrompt, lineShown('blocks-monitor', 'migrate tcp:10.0.0.1:1'));
		expect(engineCommands(press(state, 'return'))).toEqual([
			{kind: 'send-line', guest: vm01.key, language: 'hmp', line: 'migrate -d tcp:10.0.0.1:1'},
		]);
		expect(engineCommands(press(state, 'y', 'y'))).toMatchObject([
			{line: 'migrate tcp:10.0.0.1:1', confirmation: {hazard: 'blocks-monitor'}},
		]);
		expect(engineCommands(press(state, 'escape'))).toEqual([]);
	});
});
