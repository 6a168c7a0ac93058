import type {PromptEdit} from '../store/ui-action.js';
import type {KeyName} from './key.js';

/** The keys that edit the line at the prompt: readline's names and its default keys. */
export const promptKeys: Readonly<Record<KeyName, Exclude<PromptEdit, {readonly edit: 'insert'}>['edit']>> = {
	left: 'backward-char',
	'ctrl+b': 'backward-char',
	right: 'forward-char',
	'ctrl+f': 'forward-char',
	home: 'beginning-of-line',
	'ctrl+a': 'beginning-of-line',
	end: 'end-of-line',
	'ctrl+e': 'end-of-line',
	'ctrl+left': 'backward-word',
	'alt+b': 'backward-word',
	'ctrl+right': 'forward-word',
	'alt+f': 'forward-word',
	backspace: 'backward-delete-char',
	delete: 'delete-char',
	'ctrl+d': 'delete-char',
	'ctrl+k': 'kill-line',
	'ctrl+u': 'unix-line-discard',
	'ctrl+w': 'unix-word-rubout',
	up: 'previous-history',
	'ctrl+p': 'previous-history',
	down: 'next-history',
	'ctrl+n': 'next-history',
};
