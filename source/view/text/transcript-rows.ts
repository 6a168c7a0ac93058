import type {TranscriptEntry} from '../../store/state.js';
import {shownLineCount} from '../../store/transcript/entry.js';
import {type Listing, lastPlace, locate} from '../../store/transcript/place.js';
import {isSelected} from '../../store/transcript/reduce-transcript.js';
import {searchPattern} from '../../store/transcript/search.js';
import type {TranscriptView} from '../../store/transcript/view.js';
import {windowStart} from '../panes/window-of.js';
import {cut, fitTo, widthOf} from './fit.js';
import {type Span, span, wrapSpans} from './spans.js';
import {type LineOptions, lineSpans} from './transcript-line.js';

/** One row of the screen. */
export type TranscriptRow = {readonly spans: readonly Span[]; readonly isSelected: boolean};

export type RowOptions = {
	readonly listing: Listing;
	/** The first entry that may be shown. */
	readonly first: number;
	readonly view: TranscriptView;
	readonly width: number;
	readonly height: number;
	/** The prompt. */
	readonly label: string;
	/** The hosts of both columns, where two monitors are shown. */
	readonly hosts: readonly string[] | undefined;
};

/** Two columns narrower than this are read worse than one list. */
const narrowestColumns = 60;
const widestMark = 8;

export const hasColumns = ({hosts, width}: Pick<RowOptions, 'hosts' | 'width'>): boolean =>
	hosts !== undefined && width >= narrowestColumns;

const pad = (spans: readonly Span[], width: number): readonly Span[] => {
	const used = spans.reduce((sum, {text}) => sum + widthOf(text), 0);
	return used >= width ? spans : [...spans, span(' '.repeat(width - used))];
};

const bar = span('│', 'dim');

/** The rows of one line, in its column or with the mark of its host. */
const placeRows = (
	entry: TranscriptEntry,
	isFirst: boolean,
	options: RowOptions,
	spans: readonly Span[],
): ReadonlyArray<readonly Span[]> => {
	const {hosts, width} = options;
	if (hosts === undefined) {
		return wrapSpans(spans, width);
	}

	if (!hasColumns(options)) {
		const markWidth = Math.min(widestMark, Math.max(...hosts.map(widthOf)));
		const mark = (isMarked: boolean) =>
			span(`${fitTo(isMarked ? cut(entry.host ?? '', markWidth) : '', markWidth)}│`, 'dim');
		return wrapSpans(spans, width - markWidth - 1).map((row, at) => [mark(isFirst && at === 0), ...row]);
	}

	const left = Math.floor((width - 1) / 2);
	return entry.host === hosts[0]
		? wrapSpans(spans, left).map(row => [...pad(row, left), bar])
		: wrapSpans(spans, width - left - 1).map(row => [span(' '.repeat(left)), bar, ...row]);
};

/** Rows of the lines from an entry and line on in one direction, at least `height` of them where there are so many. */
const collect = (
	options: RowOptions,
	line: LineOptions,
	start: {readonly index: number; readonly line: number},
	direction: 1 | -1,
): readonly TranscriptRow[] => {
	const {listing, first, view, height} = options;
	const {entries, unfolded} = listing;
	const blocks: Array<readonly TranscriptRow[]> = [];
	let count = 0;
	for (let index = start.index; index >= first && count < height; index += direction) {
		const entry = entries[index];
		if (entry === undefined) {
			break;
		}

		const lines = shownLineCount(entry, unfolded);
		const from = index === start.index ? start.line : direction === 1 ? 0 : lines - 1;
		for (let at = from; at >= 0 && at < lines && count < height; at += direction) {
			const selected = isSelected(view, {id: entry.id, line: at});
			const rows = placeRows(entry, at === 0, options, lineSpans(entry, at, line)).map(spans => ({
				spans: selected ? pad(spans, options.width) : spans,
				isSelected: selected,
			}));
			blocks.push(rows);
			count += rows.length;
		}
	}

	return (direction === 1 ? blocks : blocks.reverse()).flat();
};

/**
The rows of a conversation that end at the line scrolled to, or that lie around the cursor; at most `height` of them. Looks
only at the entries it needs, so that a long conversation costs nothing.
*/
export const transcriptRows = (options: RowOptions): readonly TranscriptRow[] => {
	const {listing, view, height, label} = options;
	const end = view.cursor ?? view.at ?? lastPlace(listing);
	if (end === undefined || height <= 0) {
		return [];
	}

	const line: LineOptions = {
		label,
		unfolded: listing.unfolded,
		showsTimes: view.showsTimes,
		pattern: view.cursor === undefined ? undefined : searchPattern(view.search),
	};
	const start = locate(listing, end);
	if (view.cursor === undefined) {
		return collect(options, line, start, -1).slice(-height);
	}

	const above = collect(options, line, {...start, line: start.line - 1}, -1);
	const all = [...above, ...collect(options, line, start, 1)];
	const from = windowStart(all.length, height, above.length);
	return all.slice(from, from + height);
};
