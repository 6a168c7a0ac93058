import {expect, test} from 'vitest';
import {resultLines} from '../../../source/cli/output/migration-text.js';
import type {MigrationPlan} from '../../../source/domain/migration/plan.js';
import {beginMigration, type MigrationState, unseen} from '../../../source/domain/migration/state.js';

const plan: MigrationPlan = {
	id: 'test',
	guestName: 'vm01',
	source: {host: 'alpha', process: {pid: 1, startTimeTicks: 1}},
	destination: {
		host: 'beta',
		address: '192.168.12.46',
		port: 4449,
		launch: {kind: 'start', commandLine: ['qemu'], workingDirectory: undefined, changes: [], incoming: 'defer'},
	},
	maxBandwidthBytesPerSecond: undefined,
	downtimeLimitMs: undefined,
	expectRunning: true,
	mode: 'live',
	arrivesPaused: false,
	postCopy: 'off',
	release: 'release',
	warnings: [],
};

const ended = (runState: string): MigrationState => ({
	...beginMigration(plan, 0),
	phase: 'confirming',
	source: {...unseen, process: 'alive', status: {running: false, runState: 'postmigrate'}},
	destination: {...unseen, process: 'alive', status: {running: runState === 'running', runState}},
});

test('a guest that runs on the destination is said to run there', () => {
	expect(resultLines(ended('running'))[0]).toMatch(/^DONE: vm01 runs on beta\./);
});

test('nothing is claimed of a destination that stopped holding the guest before the release', () => {
	const [headline, ...rest] = resultLines(ended('internal-error'));
	expect(headline).toMatch(/^LOOK AT BOTH HOSTS: vm01/);
	expect(rest.join('\n')).toContain('beta: internal-error');
});
