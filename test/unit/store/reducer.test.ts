import {expect, test} from 'vitest';
import type {Action} from '../../../source/store/action.js';
import {initialState} from '../../../source/store/initial-state.js';
import {reducer} from '../../../source/store/reducer.js';
import {selectMonitorPane} from '../../../source/store/selectors/monitor-pane.js';
import type {AppState, TranscriptEntry} from '../../../source/store/state.js';
import {longestTranscript, transcriptKey} from '../../../source/store/transcript/transcript.js';
import {
	arrived,
	db1,
	guestOf,
	planOfVm01,
	requestOfVm01,
	startMs,
	twoHosts,
	vm01,
	vm02,
	waitingVm01,
} from '../../screen/support/facts.js';

const after = (actions: readonly Action[], state = initialState(['alpha', 'beta'], startMs)): AppState =>
	actions.reduce(reducer, state);
const list = (host: string, ...guests: ReturnType<typeof guestOf>[]): Action => ({
	kind: 'guests-listed',
	host,
	guests,
});
const selected = (state: AppState): string | undefined => state.ui.selectedGuest;
const entry = (id: number, text = `line ${id}`): TranscriptEntry => ({id, kind: 'reply', text, atMs: startMs});

test('hosts stand in the order of the command line and know nothing yet', () => {
	const state = initialState(['alpha', 'beta'], startMs);
	expect(state.hosts.map(({name, contact}) => [name, contact.state])).toEqual([
		['alpha', 'idle'],
		['beta', 'idle'],
	]);
	expect(state.nowMs).toBe(startMs);
});

test('facts about a host or a guest that is not there change nothing', () => {
	const state = after(twoHosts());
	expect(reducer(state, list('gamma', vm01))).toBe(state);
	expect(reducer(state, {kind: 'guest-changed', host: 'alpha', key: 'alpha/1.1', change: {status: undefined}})).toBe(
		state,
	);
});

test('a guest changes where it is', () => {
	const state = after([
		...twoHosts(),
		{
			kind: 'guest-changed',
			host: 'alpha',
			key: vm01.key,
			change: {status: {running: false, runState: 'postmigrate'}},
		},
	]);
	expect(state.hosts[0]?.guests.map(({status}) => status?.runState)).toEqual(['paused', 'postmigrate', 'running']);
});

test('the source named first is proposed, whichever host answers first', () => {
	const state = after([list('beta', waitingVm01), list('alpha', vm01, vm02)]);
	expect(selected(state)).toBe(vm01.key);
});

test('the proposal does not move within a host, and a chosen guest not at all', () => {
	expect(selected(after([list('alpha', vm01, vm02), list('alpha', db1, vm01, vm02)]))).toBe(vm01.key);
	const chosen = after([list('beta', waitingVm01), {kind: 'move-selection', by: 0}, list('alpha', vm01)]);
	expect(selected(chosen)).toBe(waitingVm01.key);
});

test('the selection follows a guest to the other host when its old process ends', () => {
	const both = after([list('alpha', db1, vm01), {kind: 'select-guest', key: vm01.key}, list('beta', waitingVm01)]);
	expect(selected(both)).toBe(vm01.key);
	expect(selected(after([list('alpha', db1)], both))).toBe(waitingVm01.key);
});

test('a restarted guest is still selected, and without a successor the row is kept', () => {
	const before = after([list('alpha', db1, vm01, vm02), {kind: 'select-guest', key: vm01.key}]);
	const again = guestOf('alpha', 'vm01', {pid: 9999});
	expect(selected(after([list('alpha', db1, again, vm02)], before))).toBe(again.key);
	expect(selected(after([list('alpha', db1, vm02)], before))).toBe(vm02.key);
	expect(selected(after([list('alpha')], before))).toBeUndefined();
});

test('the selection stops at both ends and goes over the hosts', () => {
	const state = after([list('alpha', db1, vm01), list('beta', waitingVm01)]);
	const move = (by: number) => selected(after([{kind: 'move-selection', by}], state));
	expect([move(-1), move(1), move(2), move(9)]).toEqual([db1.key, vm01.key, waitingVm01.key, waitingVm01.key]);
});

test('what was typed for one guest never stands at the prompt of another', () => {
	const state = after([
		...twoHosts(),
		{kind: 'select-guest', key: vm01.key},
		{kind: 'edit-prompt', edit: {edit: 'insert', text: 'system_reset'}},
		list('alpha', db1, vm02),
	]);
	expect(selected(state)).toBe(vm02.key);
	expect(state.ui.prompt.text).toBe('');
});

test('Tab goes round the panes both ways', () => {
	const next: Action = {kind: 'focus-next-pane', direction: 1};
	const previous: Action = {kind: 'focus-next-pane', direction: -1};
	const panes = (actions: readonly Action[]) => after(actions).ui.focusedPane;
	expect(panes([next])).toBe('monitor');
	expect(panes([next, next, next])).toBe('guests');
	expect(panes([previous])).toBe('migration');
});

test('only the other language of the same guest can be chosen', () => {
	const state = after([...twoHosts(), {kind: 'select-guest', key: vm01.key}]);
	expect(after([{kind: 'choose-monitor-language', language: 'hmp'}], state).ui.monitorLanguage).toBe('hmp');
	const single = after([...twoHosts(), {kind: 'select-guest', key: db1.key}]);
	expect(after([{kind: 'choose-monitor-language', language: 'qmp'}], single)).toBe(single);
});

test('a conversation keeps its latest entries', () => {
	const key = transcriptKey(vm01, 'qmp');
	const many = Array.from({length: longestTranscript}, (_, id) => entry(id));
	const state = after([
		{kind: 'transcript-grew', key, entries: many},
		{kind: 'transcript-grew', key, entries: [entry(longestTranscript)]},
	]);
	expect(state.transcripts[key]?.length).toBe(longestTranscript);
	expect(state.transcripts[key]?.at(0)?.id).toBe(1);
});

test('whoever reads further up is not moved by new lines, and cannot scroll past the ends', () => {
	const key = transcriptKey(vm01, 'qmp');
	const grew: Action = {kind: 'transcript-grew', key, entries: [entry(1, 'a\nb'), entry(2)]};
	const state = after([...twoHosts(), {kind: 'select-guest', key: vm01.key}, grew]);
	const backOf = (of: AppState) => selectMonitorPane(of).aside.text;
	const back = after([{kind: 'scroll-transcript', by: -1}], state);
	expect(backOf(back)).toBe('1 line back');
	const later: Action = {kind: 'transcript-grew', key, entries: [entry(3, 'c\nd'), entry(4)]};
	expect(backOf(after([later], back))).toBe('4 lines back');
	expect(backOf(after([{kind: 'scroll-transcript', by: -99}], state))).toBe('2 lines back');
	expect(after([{kind: 'scroll-transcript', by: 99}], back).ui.transcript.at).toBeUndefined();
});

test('a plan is shown only to the person who still waits for it', () => {
	const planning: Action = {
		kind: 'open-dialog',
		dialog: {kind: 'planning', guestName: 'vm01', destinationHost: 'beta'},
	};
	const ready: Action = {
		kind: 'open-dialog',
		dialog: {
			kind: 'confirm-migration',
			request: requestOfVm01,
			plan: planOfVm01,
			checks: [],
			runbook: [],
		},
	};
	expect(after([planning, ready]).ui.dialog?.kind).toBe('confirm-migration');
	expect(after([planning, {kind: 'close-dialog'}, ready]).ui.dialog).toBeUndefined();
});

test('questions wait their turn', () => {
	const question = (id: number): Action => ({
		kind: 'question-asked',
		question: {id, kind: 'secret', host: 'alpha', text: ['Password:']},
	});
	const state = after([question(1), question(2), {kind: 'question-answered', id: 1}]);
	expect(state.questions.map(({id}) => id)).toEqual([2]);
});

test('the state survives being written down', () => {
	const state = after([...twoHosts(), {kind: 'migration-changed', migration: arrived()}]);
	expect(JSON.parse(JSON.stringify(state))).toEqual(JSON.parse(JSON.stringify({...state})));
	expect(structuredClone(state)).toEqual(state);
});
