/**
The real screen on a store with scripted facts, for looking at it: `npx tsx test/screen/look.ts SCENARIO`. Commands are answered
by nobody.
*/
import {Text} from 'ink';
import {createElement} from 'react';
import {openConsole} from '../../source/cli/console.js';
import type {Action} from '../../source/store/action.js';
import {useSelector} from '../../source/view/hooks/use-selector.js';
import {panes} from '../../source/view/panes/index.js';
import type {Pane} from '../../source/view/panes/pane.js';
import {arrived, copying, hostReady, refused, samplesOf, twoHosts, vm01, waitingVm01} from './support/facts.js';
import {createFakeEngine} from './support/fake-engine.js';

const withWaiting: Action = {kind: 'guests-listed', host: 'beta', guests: [waitingVm01]};

const scenarios: Readonly<Record<string, readonly Action[]>> = {
	start: [],
	idle: twoHosts(),
	copy: [...twoHosts(), withWaiting, {kind: 'migration-changed', migration: copying()}],
	hopeless: [
		...twoHosts(),
		withWaiting,
		{kind: 'migration-changed', migration: copying({samples: samplesOf(60, {dirtyBytesPerSecond: 300 * 1024 ** 2})})},
	],
	arrived: [...twoHosts(), withWaiting, {kind: 'migration-changed', migration: arrived()}],
	refused: [...twoHosts(), {kind: 'migration-changed', migration: refused()}],
	trouble: [
		hostReady('alpha'),
		{kind: 'guests-listed', host: 'alpha', guests: [vm01]},
		{
			kind: 'host-changed',
			name: 'beta',
			change: {
				contact: {
					state: 'refused',
					message: 'beta offers another host key than known_hosts remembers.',
					remedy: 'If the host was installed anew: ssh-keygen -R beta, then connect once with ssh.',
					raw: undefined,
				},
			},
		},
	],
};

/** Breaks on the first key. */
const Broken: Pane['component'] = () => {
	if (useSelector(state => state.ui.notice) !== undefined) {
		throw new Error('This pane is broken');
	}

	return createElement(Text, null, 'whole');
};

const scenario = process.argv[2] ?? 'idle';
const engine = createFakeEngine(scenarios[scenario] ?? twoHosts());
if (scenario === 'exception') {
	engine.store.subscribe(() => {
		throw new Error('Thrown outside every pane');
	});
}

process.exitCode = await openConsole(
	engine,
	scenario === 'broken' ? {panes: [...panes.slice(0, 2), {id: 'migration', component: Broken}]} : {},
);
