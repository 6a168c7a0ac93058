import type {Phase} from '../../domain/migration/phase.js';
import type {MigrationState} from '../../domain/migration/state.js';

/** One step of a migration as the pane shows it. */
export type PhaseMark = {readonly mark: 'done' | 'now' | 'ahead' | 'stopped'; readonly label: string};

/** The phases in the words of the screen; several of QEMU's make one step. */
const steps: readonly {readonly label: string; readonly phases: readonly Phase[]}[] = [
	{label: 'check', phases: ['checking']},
	{label: 'prepare', phases: ['preparing', 'starting']},
	{label: 'copy', phases: ['pre-copy', 'post-copy']},
	{label: 'switch', phases: ['switchover']},
	{label: 'verify', phases: ['finishing']},
	{label: 'release', phases: ['confirming', 'completed']},
];

const stepOf = (phase: Phase): number => steps.findIndex(({phases}) => phases.includes(phase));

const endingLabels: Readonly<Partial<Record<Phase, string>>> = {
	cancelling: 'cancelling',
	'rolling-back': 'rolling back',
	cancelled: 'cancelled',
	failed: 'failed',
};

const currentLabel = (label: string, migration: MigrationState): string => {
	const pass = migration.samples.at(-1)?.passNumber;
	return label === 'copy' && pass !== undefined && pass > 0 ? `copy: pass ${pass}` : label;
};

/** How far a migration came. One that left the way keeps the step it was in, with what became of it. */
export const phaseMarks = (migration: MigrationState): readonly PhaseMark[] => {
	const {phase, phases} = migration;
	const reached = Math.max(0, ...phases.map(entry => stepOf(entry.phase)));
	const ending = endingLabels[phase];
	return steps.map(({label}, index): PhaseMark => {
		if (index < reached || phase === 'completed') {
			return {mark: 'done', label};
		}

		if (index > reached) {
			return {mark: 'ahead', label};
		}

		return ending === undefined
			? {mark: 'now', label: currentLabel(label, migration)}
			: {mark: 'stopped', label: `${label}: ${ending}`};
	});
};
