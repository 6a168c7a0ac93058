import {Text} from 'ink';
import type {JSX} from 'react';
import {type MonitorPane as MonitorPaneData, selectMonitorPane} from '../../store/selectors/monitor-pane.js';
import {Frame, frameInset} from '../components/frame.js';
import {Lines} from '../components/lines.js';
import {useSelector} from '../hooks/use-selector.js';
import type {Rect} from '../layout.js';
import {widthOf} from '../text/fit.js';
import {promptWindow} from '../text/prompt-window.js';
import {transcriptRows} from '../text/transcript-rows.js';
import {wrapLines} from '../text/wrap-lines.js';
import {useTheme} from '../theme.js';
import type {PaneProps} from './pane.js';

const promptOf = (pane: MonitorPaneData, width: number) => {
	const {prompt} = pane;
	return prompt === undefined
		? undefined
		: {label: prompt.label, ...promptWindow(prompt.text, prompt.cursor, width - widthOf(prompt.label))};
};

/** Where the terminal's cursor belongs while a line is typed. */
export const monitorCursor = (
	pane: MonitorPaneData,
	rect: Rect,
): {readonly x: number; readonly y: number} | undefined => {
	const prompt = promptOf(pane, rect.width - frameInset.tightColumns);
	return prompt && {x: rect.x + 2 + widthOf(prompt.label) + prompt.column, y: rect.y + rect.height - 2};
};

/** The conversation with the selected guest's monitor, and the line being typed. */
export const MonitorPane = ({rect}: PaneProps): JSX.Element => {
	const theme = useTheme();
	const pane = useSelector(selectMonitorPane);
	const width = rect.width - frameInset.tightColumns;
	const prompt = promptOf(pane, width);
	const trouble = pane.trouble === undefined ? [] : wrapLines([pane.trouble], width);
	const height = Math.max(0, rect.height - frameInset.rows - trouble.length - (prompt === undefined ? 0 : 1));
	const rows = transcriptRows(pane.entries, {scroll: pane.scroll, width, height, label: prompt?.label ?? ''});
	const hint = pane.other === undefined ? '' : `F2 ${pane.other}`;
	// Edges, corners and the spaces around both.
	const hasRoom = widthOf(pane.title) + widthOf(hint) + 8 <= rect.width;
	const empty = Array.from({length: height - rows.length}, () => ({text: '', tone: 'plain'}) as const);

	return (
		<Frame
			title={pane.title}
			aside={pane.scroll > 0 ? `${pane.scroll} lines back` : hasRoom && hint !== '' ? hint : undefined}
			isFocused={pane.isFocused}
			width={rect.width}
			height={rect.height}
		>
			<Lines lines={[...empty, ...rows, ...trouble]} width={width} />
			{prompt !== undefined && (
				<Text wrap="truncate">
					<Text {...(pane.isFocused ? theme.key : theme.tones.dim)}>{prompt.label}</Text>
					{prompt.text}
				</Text>
			)}
		</Frame>
	);
};
