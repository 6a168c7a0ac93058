import {isCancellable, isFinal} from '../../domain/migration/phase.js';
import {type Intent, toEngine, toScreen} from '../intent.js';

export const cancel: Intent = {
	id: 'cancel',
	title: 'Cancel the migration: the guest goes on at its source',
	label: 'cancel',
	group: 'Migration',
	keys: ['c'],
	keyLabel: 'c',
	scopes: ['panes'],
	// It only ever keeps the guest where it runs, and a person who needs it needs it now.
	isDangerous: false,
	disabledBecause({migration}) {
		if (migration === undefined || isFinal(migration.phase)) {
			return 'no migration is under way';
		}

		if (migration.isCancelAsked) {
			return 'it is being cancelled already';
		}

		if (migration.isPostCopyAsked) {
			return 'it is too late: after the switch to post-copy a cancel would destroy the guest';
		}

		return isCancellable(migration.phase) ? undefined : 'it is too late: the guest is past the copy';
	},
	steps: ({migration}) => [
		toEngine({kind: 'cancel-migration'}),
		toScreen({
			kind: 'notice',
			text: `Cancelling; ${migration?.plan.guestName ?? 'the guest'} goes on at ${migration?.plan.source.host ?? 'its source'}.`,
		}),
	],
};
