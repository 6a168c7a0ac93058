import type {MigrationEvent} from '../../../domain/migration/events.js';
import type {MigrationState} from '../../../domain/migration/state.js';
import type {MigrationContext} from '../context.js';

/** Performs one effect and says what came of it; nothing where looking at both sides will show it. */
export type Performer = (input: {
	readonly context: MigrationContext;
	readonly state: MigrationState;
	/** Aborted when nobody wants to know any more. */
	readonly signal: AbortSignal;
}) => Promise<MigrationEvent | undefined>;
