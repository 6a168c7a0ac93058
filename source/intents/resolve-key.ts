import {sanitize} from '../lib/sanitize.js';
import type {PromptEdit} from '../store/prompt/prompt-edit.js';
import {type InputScope, inputScope} from '../store/selectors/input-scope.js';
import type {AppState} from '../store/state.js';
import {intents} from './index.js';
import {type Step, toScreen} from './intent.js';
import type {KeyPress} from './key.js';
import {pasteSteps} from './paste.js';
import {promptKeys} from './prompt-keys.js';

const notice = (text: string | undefined): Step => toScreen({kind: 'notice', text});

const editsOf = ({name, text}: KeyPress): readonly PromptEdit[] => {
	const edit = promptKeys[name];
	if (edit !== undefined) {
		return [{edit}];
	}

	return text === undefined ? [] : [{edit: 'insert', text: sanitize(text)}];
};

const typed: Readonly<Partial<Record<InputScope, (edit: PromptEdit) => Step>>> = {
	prompt: edit => toScreen({kind: 'edit-prompt', edit}),
	search: edit => toScreen({kind: 'transcript', change: {step: 'edit-search', edit}}),
	name: edit => toScreen({kind: 'edit-name', edit}),
};

/**
What a key does now. A key that does nothing says why; secrets are typed elsewhere and only leave or quit from here.
*/
export const resolveKey = (state: AppState, key: KeyPress): readonly Step[] => {
	const scope = inputScope(state);
	const intent = intents.find(
		({keys, scopes, isMeant = () => true}) => keys.includes(key.name) && scopes.includes(scope) && isMeant(state),
	);
	if (intent === undefined) {
		if (scope === 'panes' && key.name === 'paste') {
			return [notice('Pasted text was ignored: it can only go to a monitor (Enter).')];
		}

		if (scope === 'prompt' && key.name === 'paste') {
			return [notice(undefined), ...pasteSteps(state, key.text ?? '')];
		}

		const type = typed[scope];
		return [notice(undefined), ...(type === undefined ? [] : editsOf(key).map(type))];
	}

	const reason = intent.disabledBecause(state);
	return reason === undefined
		? [notice(undefined), ...intent.steps(state)]
		: [notice(`${intent.keyLabel.split(' ')[0]} does nothing now: ${sanitize(reason)}.`)];
};
