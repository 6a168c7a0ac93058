import {formatMonitorTarget, type ReachableMonitor} from '../../domain/command-line/monitors.js';
import type {Guest, MonitorContact} from '../../domain/guest.js';
import {describeHolder} from '../../domain/guest.js';
import {sanitize} from '../../lib/sanitize.js';
import type {PromptState} from '../prompt/prompt-state.js';
import {otherLanguage, shownMonitor} from '../shown-monitor.js';
import type {AppState} from '../state.js';
import {type Listing, linesAfter} from '../transcript/place.js';
import {firstUncleared, shownListing} from '../transcript/shown-entries.js';
import {shownSides} from '../transcript/sides.js';
import type {TranscriptView} from '../transcript/view.js';
import {type Line, line} from './line.js';
import {promptHint} from './prompt-hint.js';

export type MonitorPane = {
	readonly isFocused: boolean;
	readonly title: string;
	/** At the right end of the title: how far back, what is left out. It may go where there is no room, unless it is needed. */
	readonly aside: {readonly text: string; readonly isNeeded: boolean};
	readonly listing: Listing;
	/** The first entry that may be shown. */
	readonly first: number;
	readonly view: TranscriptView;
	/** Where both monitors of a guest are shown: their hosts, source first. */
	readonly hosts: readonly string[] | undefined;
	/** Why nothing can be typed, or what to know before. */
	readonly trouble: Line | undefined;
	/** What is typed: a line or a search. `undefined` where there is no monitor to type to. */
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

const filterWords = ({filter}: TranscriptView): string | undefined => {
	switch (filter.kind) {
		case 'all':
			return undefined;
		case 'events':
			return 'events only';
		case 'no-events':
			return 'no events';
		default:
			return `only ${sanitize(filter.name)}`;
	}
};

const backWords = (lines: number): string => (lines === 1 ? '1 line back' : `${lines} lines back`);

const asideOf = (state: AppState, listing: Listing): MonitorPane['aside'] => {
	const {transcript} = state.ui;
	const place = transcript.cursor ?? transcript.at;
	const other = otherLanguage(state);
	const lines = place === undefined || listing.entries.length === 0 ? 0 : linesAfter(listing, place);
	const words = [filterWords(transcript) ?? [], lines === 0 ? [] : backWords(lines)].flat();
	return words.length > 0
		? {text: words.join(', '), isNeeded: true}
		: {text: other === undefined ? '' : `F2 ${languageNames[other]}`, isNeeded: false};
};

const titleOf = (state: AppState, hosts: readonly string[] | undefined): string => {
	const shown = shownMonitor(state);
	const language = shown?.monitor?.language;
	return [
		'Monitor',
		...(shown === undefined
			? []
			: [sanitize(hosts === undefined ? `${shown.guest.name}@${shown.guest.host}` : `${shown.guest.name} on both`)]),
		...(language === undefined || hosts !== undefined ? [] : [languageNames[language]]),
		...(state.isReadOnly ? ['read-only'] : []),
	].join(' ');
};

const promptOf = (state: AppState, isBoth: boolean): MonitorPane['prompt'] => {
	const {transcript, prompt} = state.ui;
	if (transcript.draft !== undefined) {
		return {...transcript.draft.prompt, label: '/'};
	}

	const shown = shownMonitor(state);
	if (shown?.monitor === undefined) {
		return undefined;
	}

	const label = promptLabels[shown.monitor.language];
	// With two monitors in sight it matters which of them is typed to.
	return {...prompt, label: isBoth ? `${sanitize(shown.guest.host)} ${label}` : label};
};

/** The conversation with the selected guest's monitor, or with both of its monitors. */
export const selectMonitorPane = (state: AppState): MonitorPane => {
	const hosts = shownSides(state)?.map(({host}) => sanitize(host));
	const listing = shownListing(state);
	const isFocused = state.ui.focusedPane === 'monitor';
	const isTyped = isFocused && state.ui.transcript.cursor === undefined;
	return {
		isFocused,
		title: titleOf(state, hosts),
		aside: asideOf(state, listing),
		listing,
		first: firstUncleared(state, listing),
		view: state.ui.transcript,
		hosts,
		trouble: troubleOf(shownMonitor(state)),
		prompt: promptOf(state, hosts !== undefined),
		hint: isTyped && shownMonitor(state)?.monitor !== undefined ? promptHint(state.ui.prompt) : undefined,
	};
};
