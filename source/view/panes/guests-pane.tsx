import {Text} from 'ink';
import type {JSX} from 'react';
import type {GuestRow} from '../../store/selectors/guest-row.js';
import {type GuestsPaneLine, selectGuestsPane} from '../../store/selectors/guests-pane.js';
import type {Line} from '../../store/selectors/line.js';
import {DataTable} from '../components/data-table.js';
import {Frame, frameInset} from '../components/frame.js';
import {Lines} from '../components/lines.js';
import {useSelector} from '../hooks/use-selector.js';
import {cut, fitTo, joinFitting, widthOf} from '../text/fit.js';
import {wrapLines} from '../text/wrap-lines.js';
import {contactMarks, useTheme} from '../theme.js';
import {guestColumns} from './guest-columns.js';
import type {PaneProps} from './pane.js';
import {windowStart} from './window-of.js';

type HostLine = Extract<GuestsPaneLine, {kind: 'host'}>;
/** Rows of the screen that belong together. */
type Segment =
	| {readonly key: string; readonly host: HostLine}
	| {readonly key: string; readonly line: Line}
	| {readonly key: string; readonly rows: readonly GuestRow[]};

/** In full where there is room, else in short. */
const factsText = (facts: HostLine['facts'], width: number): string => {
	const full = facts.map(({long}) => long).join('  ');
	return widthOf(full) <= width
		? full
		: joinFitting(
				facts.map(({short}) => short),
				width,
				' ',
			);
};

const HostRow = ({host, width}: {readonly host: HostLine; readonly width: number}): JSX.Element => {
	const theme = useTheme();
	// The sign is in the header already; here it only points at trouble.
	const mark = host.tone === 'good' ? '' : `${contactMarks[host.tone]} `;
	const name = `${mark}${cut(host.name, Math.floor(width / 2))}`;
	return (
		<Text wrap="truncate">
			<Text bold {...theme.tones[host.tone]}>
				{name}
			</Text>
			{host.facts.length > 0 && <Text dimColor>{`  ${factsText(host.facts, width - widthOf(name) - 2)}`}</Text>}
		</Text>
	);
};

/** Breaks texts to the width, so that every line is one row. */
const toRows = (lines: readonly GuestsPaneLine[], width: number): readonly GuestsPaneLine[] =>
	lines.flatMap(line =>
		line.kind === 'text'
			? wrapLines([{...line.line, indent: 2}], width).map((wrapped): GuestsPaneLine => ({kind: 'text', line: wrapped}))
			: line,
	);

const toSegments = (rows: readonly GuestsPaneLine[]): readonly Segment[] => {
	const segments: Segment[] = [];
	for (const [index, row] of rows.entries()) {
		const last = segments.at(-1);
		if (row.kind === 'host') {
			segments.push({key: `host ${row.name}`, host: row});
		} else if (row.kind === 'text') {
			segments.push({key: `text ${index}`, line: row.line});
		} else if (last && 'rows' in last) {
			segments[segments.length - 1] = {...last, rows: [...last.rows, row.row]};
		} else {
			segments.push({key: `guests of ${row.row.key.split('/')[0]}`, rows: [row.row]});
		}
	}

	return segments;
};

/** Both hosts, one under the other, with their guests. */
export const GuestsPane = ({rect}: PaneProps): JSX.Element => {
	const pane = useSelector(selectGuestsPane);
	const width = rect.width - frameInset.tightColumns;
	const guests = pane.lines.flatMap(line => (line.kind === 'guest' ? line.row : []));
	const columns = guestColumns(guests, width - 1);
	const rows = toRows(pane.lines, width);
	// In the smallest windows every row is a guest's.
	const isLow = rect.height < 8;
	const hasHeading = guests.length > 0 && !isLow;
	const detail = pane.detail === undefined || isLow ? [] : [{...pane.detail, text: cut(pane.detail.text, width)}];
	const height = Math.max(1, rect.height - frameInset.rows - (hasHeading ? 1 : 0) - detail.length);
	const selected = rows.findIndex(row => row.kind === 'guest' && row.row.isSelected);
	const start = windowStart(rows.length, height, selected);
	const shown = rows.slice(start, start + height);
	const table = (key: string, tableRows: readonly GuestRow[], isHeading: boolean) => (
		<DataTable
			key={key}
			rows={tableRows}
			columns={columns}
			rowKey={row => row.key}
			isSelected={row => row.isSelected}
			isFocused={pane.isFocused}
			hasHeading={isHeading}
		/>
	);
	const hidden = rows.length - shown.length;

	return (
		<Frame
			title="Hosts"
			aside={hidden > 0 ? `${start + 1}-${start + shown.length} of ${rows.length} lines` : undefined}
			isFocused={pane.isFocused}
			width={rect.width}
			height={rect.height}
		>
			{hasHeading && table('heading', [], true)}
			{toSegments(shown).map(segment =>
				'host' in segment ? (
					<HostRow key={segment.key} host={segment.host} width={width} />
				) : 'line' in segment ? (
					<Lines key={segment.key} lines={[segment.line]} width={width} />
				) : (
					table(segment.key, segment.rows, false)
				),
			)}
			{Array.from({length: height - shown.length}, (_, row) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: empty rows are all alike.
				<Text key={row}>{fitTo('', width)}</Text>
			))}
			<Lines lines={detail} width={width} />
		</Frame>
	);
};
