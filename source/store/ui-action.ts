import type {GuestKey} from '../domain/guest.js';
import type {MonitorLanguage} from '../protocol/facts.js';
import type {Dialog, PaneId} from './state.js';

/** One edit of the prompt, named as readline names it. */
export type PromptEdit =
	| {readonly edit: 'insert'; readonly text: string}
	| {
			readonly edit:
				| 'backward-char'
				| 'forward-char'
				| 'beginning-of-line'
				| 'end-of-line'
				| 'backward-word'
				| 'forward-word'
				| 'backward-delete-char'
				| 'delete-char'
				| 'kill-line'
				| 'unix-line-discard'
				| 'unix-word-rubout'
				| 'previous-history'
				| 'next-history'
				/** The line was sent: it goes into the history and the prompt is empty again. */
				| 'accept-line';
	  };

/** What keys do to the screen alone. */
export type UiAction =
	| {readonly kind: 'focus-pane'; readonly pane: PaneId}
	| {readonly kind: 'focus-next-pane'; readonly direction: 1 | -1}
	| {readonly kind: 'select-guest'; readonly key: GuestKey}
	| {readonly kind: 'move-selection'; readonly by: number}
	| {readonly kind: 'choose-monitor-language'; readonly language: MonitorLanguage}
	| {readonly kind: 'edit-prompt'; readonly edit: PromptEdit}
	| {readonly kind: 'scroll-transcript'; readonly by: number}
	| {readonly kind: 'scroll-dialog'; readonly by: number}
	/** Asks for the guest's name before a line that wants it is sent. */
	| {readonly kind: 'ask-name'}
	| {readonly kind: 'edit-name'; readonly edit: PromptEdit}
	| {readonly kind: 'open-dialog'; readonly dialog: Dialog}
	| {readonly kind: 'close-dialog'}
	| {readonly kind: 'notice'; readonly text: string | undefined};
