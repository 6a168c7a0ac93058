import type {MigrationState} from '../../domain/migration/state.js';
import type {ProposedMigration} from '../../engine/migration/plan-migration.js';

/** How a migration is told, to a person or to a program. */
export type MigrationOutput = {
	proposal(proposal: ProposedMigration): void;
	/** Called on every change; decides itself how often it says something. */
	progress(state: MigrationState, nowMs: number): void;
	result(state: MigrationState): void;
	notice(text: string): void;
};
