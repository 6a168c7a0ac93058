import {Text} from 'ink';
import type {JSX} from 'react';
import {type MonitorPane as MonitorPaneData, selectMonitorPane} from '../../store/selectors/monitor-pane.js';
import {Frame, frameInset} from '../components/frame.js';
import {Lines} from '../components/lines.js';
import {Transcript} from '../components/transcript.js';
import {useSelector} from '../hooks/use-selector.js';
import type {Rect} from '../layout.js';
import {cut, fitTo, widthOf} from '../text/fit.js';
import {promptRows} from '../text/prompt-rows.js';
import {hasColumns, transcriptRows} from '../text/transcript-rows.js';
import {wrapLines} from '../text/wrap-lines.js';
import {useTheme} from '../theme.js';
import type {PaneProps} from './pane.js';

/** So much of the pane stays with the conversation. */
const smallestTranscript = 3;

const promptOf = ({prompt}: MonitorPaneData, {width, height}: Rect) =>
	prompt === undefined
		? undefined
		: promptRows(prompt, width - frameInset.tightColumns, Math.max(1, height - frameInset.rows - smallestTranscript));

/** Where the terminal's cursor belongs while a line is typed. */
export const monitorCursor = (
	pane: MonitorPaneData,
	rect: Rect,
): {readonly x: number; readonly y: number} | undefined => {
	const prompt = promptOf(pane, rect);
	return prompt && {x: rect.x + 2 + prompt.column, y: rect.y + rect.height - 1 - prompt.rows.length + prompt.row};
};

/** The hosts above their columns. */
const Heads = ({hosts, width}: {readonly hosts: readonly string[]; readonly width: number}): JSX.Element => {
	const left = Math.floor((width - 1) / 2);
	return (
		<Text wrap="truncate" bold>
			{fitTo(hosts[0] ?? '', left)}│{fitTo(hosts[1] ?? '', width - left - 1)}
		</Text>
	);
};

/** The conversation with the selected guest's monitor, or with both of its monitors, and the line being typed. */
export const MonitorPane = ({rect}: PaneProps): JSX.Element => {
	const theme = useTheme();
	const pane = useSelector(selectMonitorPane);
	const {hosts, listing, first, view} = pane;
	const width = rect.width - frameInset.tightColumns;
	const promptLines = promptOf(pane, rect)?.rows ?? [];
	const hints = pane.hint === undefined ? [] : [{...pane.hint, text: cut(pane.hint.text, width)}];
	const trouble = pane.trouble === undefined ? [] : wrapLines([pane.trouble], width);
	const heads = hosts !== undefined && hasColumns({hosts, width}) ? hosts : undefined;
	const used = frameInset.rows + trouble.length + hints.length + promptLines.length + (heads === undefined ? 0 : 1);
	const height = Math.max(0, rect.height - used);
	const rows = transcriptRows({listing, first, view, width, height, label: pane.prompt?.label ?? '', hosts});
	// Edges, corners and the spaces around both.
	const hasRoom = widthOf(pane.title) + widthOf(pane.aside.text) + 8 <= rect.width;
	const empty = Array.from({length: height - rows.length}, () => ({spans: [], isSelected: false}));

	return (
		<Frame
			title={pane.title}
			aside={pane.aside.text !== '' && (hasRoom || pane.aside.isNeeded) ? pane.aside.text : undefined}
			isFocused={pane.isFocused}
			width={rect.width}
			height={rect.height}
		>
			{heads !== undefined && <Heads hosts={heads} width={width} />}
			<Transcript rows={[...empty, ...rows]} />
			<Lines lines={[...trouble, ...hints]} width={width} />
			{promptLines.map(({label, text}, row) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a row of the prompt has no other identity.
				<Text key={row} wrap="truncate">
					<Text {...(pane.isFocused ? theme.key : theme.tones.dim)}>{label}</Text>
					{text}
				</Text>
			))}
		</Frame>
	);
};
