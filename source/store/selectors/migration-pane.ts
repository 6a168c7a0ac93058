import {isFinal} from '../../domain/migration/phase.js';
import {presentMigration} from '../../domain/migration/present.js';
import type {MigrationState} from '../../domain/migration/state.js';
import {whereabouts} from '../../domain/migration/whereabouts.js';
import {sanitize} from '../../lib/sanitize.js';
import {formatClock} from '../../lib/units.js';
import {selectedGuestOf} from '../shown-monitor.js';
import type {AppState} from '../state.js';
import {type Line, line} from './line.js';
import {type MigrationProgress, migrationProgress} from './migration-progress.js';
import {migrationResult} from './migration-result.js';
import {type PhaseMark, phaseMarks} from './phase-marks.js';
import {type Side, sidesOf} from './sides.js';

export type MigrationPane =
	| {readonly kind: 'none'; readonly isFocused: boolean; readonly title: string; readonly lines: readonly Line[]}
	| {
			readonly kind: 'shown';
			readonly isFocused: boolean;
			readonly title: string;
			readonly marks: readonly PhaseMark[];
			/** `00:07`, from the person's yes to now or to the end. */
			readonly elapsed: string;
			/** Both QEMUs, source first: which one runs the guest. */
			readonly sides: readonly [Side, Side];
			/** The alarm that goes before everything else. */
			readonly alarm: string | undefined;
			readonly body: {readonly kind: 'result'; readonly lines: readonly Line[]} | MigrationProgress;
	  };

const nothingYet = (state: AppState): readonly Line[] => {
	const guest = selectedGuestOf(state);
	const destination = state.hosts.find(({name}) => name !== guest?.host);
	if (guest === undefined || destination === undefined) {
		return [line('No migration.', 'dim')];
	}

	const [name, here, there] = [guest.name, guest.host, destination.name].map(text => sanitize(text));
	switch (guest.status?.runState) {
		case 'postmigrate':
			return [
				line(`This process of ${name} on ${here} is empty: its guest was migrated away.`, 'dim'),
				line(`To end it, once ${there} runs the guest: vmferry release ${name} ${here} ${there}`, 'dim'),
			];
		case 'inmigrate':
			return [line(`This process of ${name} on ${here} waits for a guest.`, 'dim')];
		default:
			return [line(`No migration. m  shows what moving ${name} from ${here} to ${there} would do, and asks.`, 'dim')];
	}
};

export const selectMigrationPane = (state: AppState): MigrationPane => {
	const {nowMs} = state;
	const migration = state.migration && presentMigration(state.migration, state.hosts);
	const isFocused = state.ui.focusedPane === 'migration';
	if (migration === undefined) {
		return {kind: 'none', isFocused, title: 'Migration', lines: nothingYet(state)};
	}

	const {plan, phase, phases} = migration;
	const result = migrationResult(migration);
	const end = isFinal(phase) || phase === 'confirming' ? phases.find(entry => isEnd(entry.phase))?.atMs : undefined;
	return {
		kind: 'shown',
		isFocused,
		title: `Migration  ${sanitize(plan.guestName)}  ${sanitize(plan.source.host)} → ${sanitize(plan.destination.host)}`,
		marks: phaseMarks(migration),
		elapsed: formatClock((end ?? nowMs) - (phases[0]?.atMs ?? nowMs)),
		sides: sidesOf(migration),
		alarm: whereabouts(migration).areTwoRunning
			? `TWO COPIES RUN: ${sanitize(plan.guestName)} answers running on both hosts. Stop one of them now.`
			: undefined,
		body: result === undefined ? migrationProgress(migration, nowMs) : {kind: 'result', lines: result},
	};
};

const isEnd = (phase: MigrationState['phase']): boolean => phase === 'confirming' || isFinal(phase);
