import {canSwitchToPostCopy, isPostCopyPaused} from '../../domain/migration/post-copy.js';
import {type Intent, toEngine, toScreen} from '../intent.js';

export const postCopy: Intent = {
	id: 'post-copy',
	title: 'Let the guest go on at the destination now, its memory follows: asks first, no way back',
	label: ({migration}) => (migration !== undefined && canSwitchToPostCopy(migration) ? 'post-copy' : undefined),
	group: 'Migration',
	keys: ['p'],
	keyLabel: 'p',
	scopes: ['panes'],
	isDangerous: true,
	disabledBecause({migration}) {
		if (migration === undefined) {
			return 'no migration is under way';
		}

		if (migration.plan.postCopy === 'off') {
			return 'post-copy was not allowed when this migration was started (p in its plan allows it)';
		}

		return canSwitchToPostCopy(migration) ? undefined : 'the switch is possible only during the copy';
	},
	steps: () => [toScreen({kind: 'open-dialog', dialog: {kind: 'confirm-post-copy'}})],
};

export const recover: Intent = {
	id: 'recover',
	title: 'Go on with a post-copy whose link between the hosts broke',
	label: ({migration}) => (migration !== undefined && isPostCopyPaused(migration) ? 'recover' : undefined),
	group: 'Migration',
	keys: ['R'],
	keyLabel: 'R',
	scopes: ['panes'],
	// Both QEMUs wait for it and nothing else is possible; refused, it changes nothing.
	isDangerous: false,
	disabledBecause: ({migration}) =>
		migration !== undefined && isPostCopyPaused(migration) ? undefined : 'no post-copy waits to be recovered',
	steps: () => [toEngine({kind: 'recover-post-copy'})],
};
