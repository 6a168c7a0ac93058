import {postCopyPolicies} from '../../domain/migration/mode.js';
import type {MigrationRequest} from '../../domain/migration/request.js';
import type {AppState} from '../../store/state.js';
import {type Intent, type Step, toEngine, toScreen} from '../intent.js';

const requestOf = ({ui: {dialog}}: AppState): MigrationRequest | undefined =>
	dialog?.kind === 'confirm-migration' ? dialog.request : undefined;

const whileAsked = (state: AppState): string | undefined =>
	requestOf(state) === undefined ? 'no plan is shown' : undefined;

/** A changed wish is a new plan, with checks of its own. */
const planAgain = (state: AppState, change: Partial<MigrationRequest>): readonly Step[] => {
	const request = requestOf(state);
	return request === undefined
		? []
		: [
				toScreen({
					kind: 'open-dialog',
					dialog: {kind: 'planning', guestName: request.guestName, destinationHost: request.destinationHost},
				}),
				toEngine({kind: 'plan-migration', request: {...request, ...change}}),
			];
};

export const changeMode: Intent = {
	id: 'change-mode',
	title: 'In a plan: live, or offline (stopped, moved, and continued there)',
	label: state => (requestOf(state) === undefined ? undefined : 'live/offline'),
	group: 'Dialogs',
	keys: ['o'],
	keyLabel: 'o',
	scopes: ['dialog'],
	isDangerous: false,
	disabledBecause: whileAsked,
	steps: state => planAgain(state, {mode: requestOf(state)?.mode === 'offline' ? 'live' : 'offline', postCopy: 'off'}),
};

export const changePostCopy: Intent = {
	id: 'change-post-copy',
	title: 'In a plan: whether it may be switched to post-copy, and when',
	label: state => (requestOf(state) === undefined ? undefined : 'post-copy'),
	group: 'Dialogs',
	keys: ['p'],
	keyLabel: 'p',
	scopes: ['dialog'],
	isDangerous: false,
	disabledBecause: state =>
		requestOf(state)?.mode === 'offline' ? 'an offline guest stands still until it is there' : whileAsked(state),
	steps(state) {
		const at = postCopyPolicies.indexOf(requestOf(state)?.postCopy ?? 'off');
		return planAgain(state, {postCopy: postCopyPolicies[(at + 1) % postCopyPolicies.length] ?? 'off'});
	},
};
