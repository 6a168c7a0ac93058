import {Text, useWindowSize} from 'ink';
import type {JSX} from 'react';
import {type MigrationPane as MigrationPaneData, selectMigrationPane} from '../../store/selectors/migration-pane.js';
import {Frame, frameInset} from '../components/frame.js';
import {Lines} from '../components/lines.js';
import {useSelector} from '../hooks/use-selector.js';
import {isRoomy} from '../layout.js';
import {wrapLines} from '../text/wrap-lines.js';
import {useTheme} from '../theme.js';
import {BarRow, FactsRow, PhaseRow, RateRows, SidesRow} from './migration-rows.js';
import type {PaneProps} from './pane.js';

/** Rows that the pane would like to have, edges included. */
export const migrationRows = (pane: MigrationPaneData, columns: number, rows: number): number => {
	const width = columns - frameInset.columns;
	if (pane.kind === 'none') {
		return frameInset.rows + wrapLines(pane.lines, width).length;
	}

	const alarm = pane.alarm === undefined ? 0 : 1;
	// Phases and sides stand around the result, or around bar, rates and facts with the verdict.
	return pane.body.kind === 'result'
		? frameInset.rows + 2 + alarm + wrapLines(pane.body.lines, width).length
		: frameInset.rows + 5 + alarm + (isRoomy(rows) ? 1 : 0) + wrapLines([pane.body.verdict], width).length;
};

type ShownProps = {
	readonly pane: Extract<MigrationPaneData, {kind: 'shown'}>;
	readonly width: number;
	/** Rows inside the frame. */
	readonly height: number;
};

const Shown = ({pane, width, height}: ShownProps): JSX.Element => {
	const theme = useTheme();
	const {rows} = useWindowSize();
	const {body, alarm} = pane;
	const alarmRow = alarm !== undefined && (
		<Text wrap="truncate" {...theme.tones.bad} inverse>
			{alarm}
		</Text>
	);
	const fixed = 2 + (alarm === undefined ? 0 : 1);

	if (body.kind === 'result') {
		return (
			<>
				{alarmRow}
				<PhaseRow phases={pane.marks} aside={pane.elapsed} width={width} />
				<Lines lines={wrapLines(body.lines, width).slice(0, Math.max(1, height - fixed))} width={width} />
				<SidesRow sides={pane.sides} width={width} />
			</>
		);
	}

	const verdict = wrapLines([body.verdict], width);
	const room = height - fixed - verdict.length;
	return (
		<>
			{alarmRow}
			<PhaseRow phases={pane.marks} aside={`${pane.elapsed} elapsed`} width={width} />
			{room >= 1 && <BarRow progress={body} width={width} />}
			{room >= 2 && <RateRows progress={body} width={width} isRoomy={isRoomy(rows) && room >= 4} />}
			{room >= 3 && <FactsRow facts={body.facts} width={width} />}
			<Lines lines={verdict} width={width} />
			<SidesRow sides={pane.sides} width={width} />
		</>
	);
};

/** The migration: how far, how fast, whether it will end, and which side runs the guest. */
export const MigrationPane = ({rect}: PaneProps): JSX.Element => {
	const pane = useSelector(selectMigrationPane);
	const width = rect.width - frameInset.columns;
	return (
		<Frame title={pane.title} isFocused={pane.isFocused} width={rect.width} height={rect.height}>
			{pane.kind === 'none' ? (
				<Lines lines={wrapLines(pane.lines, width)} width={width} />
			) : (
				<Shown pane={pane} width={width} height={rect.height - frameInset.rows} />
			)}
		</Frame>
	);
};
