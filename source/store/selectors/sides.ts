import type {MigrationState, SideView} from '../../domain/migration/state.js';
import {whereabouts} from '../../domain/migration/whereabouts.js';
import {sanitize} from '../../lib/sanitize.js';
import type {Line} from './line.js';

/** One of the two QEMUs of a migration, and what it holds. */
export type Side = {readonly host: string; readonly role: string; readonly words: string; readonly tone: Line['tone']};

const sideTone = ({contact, status, process}: SideView): Line['tone'] => {
	if (contact === 'lost') {
		return 'bad';
	}

	return process !== 'gone' && status?.running === true ? 'good' : 'dim';
};

/** Both QEMUs, source first. */
export const sidesOf = (migration: MigrationState): readonly [Side, Side] => {
	const {plan, source, destination} = migration;
	const words = whereabouts(migration);
	return [
		{host: sanitize(plan.source.host), role: 'source', words: sanitize(words.source), tone: sideTone(source)},
		{
			host: sanitize(plan.destination.host),
			role: 'destination',
			words: sanitize(words.destination),
			tone: sideTone(destination),
		},
	];
};
