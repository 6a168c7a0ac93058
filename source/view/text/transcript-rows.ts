import type {Line} from '../../store/selectors/line.js';
import type {TranscriptEntry} from '../../store/state.js';
import {formatTime} from './format-time.js';
import {hardWrap} from './wrap.js';

const tones: Readonly<Record<TranscriptEntry['kind'], Line['tone']>> = {
	command: 'strong',
	reply: 'plain',
	error: 'bad',
	event: 'command',
	notice: 'dim',
};

const prefixOf = ({kind, atMs}: TranscriptEntry, label: string): string => {
	switch (kind) {
		case 'command':
			return label;
		case 'event':
			return `${formatTime(atMs)} ◆ `;
		default:
			return '';
	}
};

/**
The rows of a conversation that end `scroll` lines before its end, at most `height` of them. Looks only at the entries it
needs, so that a long conversation costs nothing.
*/
export const transcriptRows = (
	entries: readonly TranscriptEntry[],
	{
		scroll,
		width,
		height,
		label,
	}: {
		readonly scroll: number;
		readonly width: number;
		readonly height: number;
		readonly label: string;
	},
): readonly Line[] => {
	const rows: Line[] = [];
	let toSkip = scroll;
	for (let index = entries.length - 1; index >= 0 && rows.length < height; index--) {
		const entry = entries[index];
		if (entry === undefined) {
			break;
		}

		const lines = `${prefixOf(entry, label)}${entry.text}`.split('\n');
		const kept = lines.slice(0, Math.max(0, lines.length - toSkip));
		toSkip = Math.max(0, toSkip - lines.length);
		rows.unshift(...kept.flatMap(text => hardWrap(text, width)).map((text): Line => ({text, tone: tones[entry.kind]})));
	}

	return rows.slice(-height);
};
