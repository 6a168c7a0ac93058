import type {GuestKey} from '../domain/guest.js';
import type {MonitorLanguage} from '../protocol/facts.js';
import type {PromptEdit} from './prompt/prompt-edit.js';
import type {Dialog, PaneId} from './state.js';
import type {TranscriptStep} from './transcript/transcript-step.js';

/** What keys do to the screen alone. */
export type UiAction =
	| {readonly kind: 'focus-pane'; readonly pane: PaneId}
	| {readonly kind: 'focus-next-pane'; readonly direction: 1 | -1}
	| {readonly kind: 'select-guest'; readonly key: GuestKey}
	| {readonly kind: 'move-selection'; readonly by: number}
	| {readonly kind: 'choose-monitor-language'; readonly language: MonitorLanguage}
	| {readonly kind: 'edit-prompt'; readonly edit: PromptEdit}
	/** Pasted lines went to the engine: they are remembered, and the prompt is empty again. */
	| {readonly kind: 'lines-sent'; readonly language: MonitorLanguage; readonly lines: readonly string[]}
	/** Lines; negative is back. */
	| {readonly kind: 'scroll-transcript'; readonly by: number}
	| {readonly kind: 'transcript'; readonly change: TranscriptStep}
	| {readonly kind: 'scroll-dialog'; readonly by: number}
	/** Asks for the guest's name before a line that wants it is sent. */
	| {readonly kind: 'ask-name'}
	| {readonly kind: 'edit-name'; readonly edit: PromptEdit}
	| {readonly kind: 'open-dialog'; readonly dialog: Dialog}
	| {readonly kind: 'close-dialog'}
	| {readonly kind: 'notice'; readonly text: string | undefined};
