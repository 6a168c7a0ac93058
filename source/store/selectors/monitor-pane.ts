import {formatMonitorTarget, type ReachableMonitor} from '../../domain/command-line/monitors.js';
import type {Guest, MonitorContact} from '../../domain/guest.js';
import {describeHolder} from '../../domain/guest.js';
import {sanitize} from '../../lib/sanitize.js';
import type {PromptState} from '../prompt/prompt-state.js';
import {otherLanguage, shownMonitor} from '../shown-monitor.js';
import type {AppState, TranscriptEntry} from '../state.js';
import {entriesOf, shownTranscriptKey} from '../transcript.js';
import {type Line, line} from './line.js';
import {promptHint} from './prompt-hint.js';

export type MonitorPane = {
	readonly isFocused: boolean;
	readonly title: string;
	/** The language of the guest's second monitor, `HMP` or `QMP`, where it has one. */
	readonly other: string | undefined;
	readonly entries: readonly TranscriptEntry[];
	/** Lines scrolled back. */
	readonly scroll: number;
	/** Why nothing can be typed, or what to know before. */
	readonly trouble: Line | undefined;
	/** `undefined` where there is no monitor to type to. */
	readonly prompt: (PromptState & {readonly label: string}) | undefined;
	/** One line above the prompt about what is typed. */
	readonly hint: Line | undefined;
};

const languageNames: Readonly<Record<ReachableMonitor['language'], string>> = {hmp: 'HMP', qmp: 'QMP'};
const promptLabels: Readonly<Record<ReachableMonitor['language'], string>> = {hmp: '(qemu) ', qmp: 'QMP> '};

const contactTrouble = (contact: MonitorContact, monitor: ReachableMonitor): Line | undefined => {
	const where = sanitize(formatMonitorTarget(monitor));
	switch (contact.state) {
		case 'busy':
			return line(
				sanitize(
					`${where} is held by ${describeHolder(contact.holder)}: QEMU serves one at a time. Close it, then this one answers.`,
				),
				'warn',
			);
		case 'failed':
			return line(`${where}: ${sanitize(contact.why)}`, 'warn');
		case 'connecting':
			return line(`Connecting to ${where}`, 'dim');
		default:
			return undefined;
	}
};

const noMonitor = (guest: Guest): Line => {
	const why = guest.contact.state === 'none' ? guest.contact.why : 'cannot be attached to';
	return line(`Nothing to type to: the monitor of ${sanitize(guest.name)} ${sanitize(why)}.`, 'warn');
};

const troubleOf = (shown: ReturnType<typeof shownMonitor>): Line | undefined => {
	if (shown === undefined) {
		return line('No guest is selected.', 'dim');
	}

	return shown.monitor === undefined ? noMonitor(shown.guest) : contactTrouble(shown.guest.contact, shown.monitor);
};

/** The conversation with the selected guest's monitor. */
export const selectMonitorPane = (state: AppState): MonitorPane => {
	const shown = shownMonitor(state);
	const language = shown?.monitor?.language;
	const other = otherLanguage(state);
	const isFocused = state.ui.focusedPane === 'monitor';
	return {
		isFocused,
		title: [
			'Monitor',
			...(shown === undefined ? [] : [sanitize(`${shown.guest.name}@${shown.guest.host}`)]),
			...(language === undefined ? [] : [languageNames[language]]),
		].join(' '),
		other: other === undefined ? undefined : languageNames[other],
		entries: entriesOf(state, shownTranscriptKey(state)),
		scroll: state.ui.transcriptScroll,
		trouble: troubleOf(shown),
		prompt: language === undefined ? undefined : {...state.ui.prompt, label: promptLabels[language]},
		hint: language === undefined || !isFocused ? undefined : promptHint(state.ui.prompt),
	};
};
