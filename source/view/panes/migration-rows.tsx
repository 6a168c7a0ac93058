import {Text} from 'ink';
import type {JSX} from 'react';
import type {MigrationProgress, Rate} from '../../store/selectors/migration-progress.js';
import type {PhaseMark} from '../../store/selectors/phase-marks.js';
import type {Side} from '../../store/selectors/sides.js';
import {Bar} from '../components/bar.js';
import {sparkline} from '../components/sparkline.js';
import {cut, fitTo, joinFitting, widthOf} from '../text/fit.js';
import {useTheme} from '../theme.js';

const marks = {done: '✓', now: '●', ahead: '○', stopped: '✗'} as const;
const markTones = {done: 'good', now: 'strong', ahead: 'dim', stopped: 'bad'} as const;

type Width = {readonly width: number};

/** How far it came, and the time since the yes at the right end. */
export const PhaseRow = ({
	phases,
	aside,
	width,
}: Width & {readonly phases: readonly PhaseMark[]; readonly aside: string}): JSX.Element => {
	const theme = useTheme();
	const texts = phases.map(({mark, label}) => `${marks[mark]} ${label}`);
	const used = texts.reduce((sum, text) => sum + widthOf(text), 0) + 2 * (texts.length - 1);
	return (
		<Text wrap="truncate">
			{phases.map(({mark, label}, index) => (
				<Text key={label}>
					{index > 0 && '  '}
					<Text {...theme.tones[markTones[mark]]}>{texts[index]}</Text>
				</Text>
			))}
			{fitTo(widthOf(aside) + 2 <= width - used ? aside : (aside.split(' ')[0] ?? ''), width - used, 'right')}
		</Text>
	);
};

/** The bar with what is left. */
export const BarRow = ({progress, width}: Width & {readonly progress: MigrationProgress}): JSX.Element => {
	const text = `  ${[progress.left, ...(progress.remaining === undefined ? [] : [progress.remaining])].join('  ')}`;
	return (
		<Text wrap="truncate">
			<Bar fraction={progress.fraction} width={Math.max(10, width - widthOf(text))} />
			{text}
		</Text>
	);
};

const RateText = ({
	name,
	rate,
	top,
	width,
	look,
}: Width & {
	readonly name: string;
	readonly rate: Rate;
	readonly top: number;
	readonly look: 'link' | 'dirty';
}): JSX.Element => {
	const theme = useTheme();
	const text = `${fitTo(name, 6)}${fitTo(rate.text, 16)}`;
	return (
		<Text wrap="truncate">
			{text}
			<Text {...theme[look]}>{sparkline(rate.values, top, width - widthOf(text))}</Text>
		</Text>
	);
};

/** Link and dirty rate on one scale: side by side, or one under the other where there is room. */
export const RateRows = ({
	progress,
	width,
	isRoomy,
}: Width & {readonly progress: MigrationProgress; readonly isRoomy: boolean}): JSX.Element => {
	const {link, dirty, topRate} = progress;
	const half = Math.floor((width - 3) / 2);
	return isRoomy ? (
		<>
			<RateText name="link" rate={link} top={topRate} width={width} look="link" />
			<RateText name="dirty" rate={dirty} top={topRate} width={width} look="dirty" />
		</>
	) : (
		<Text wrap="truncate">
			<RateText name="link" rate={link} top={topRate} width={half} look="link" />
			{'   '}
			<RateText name="dirty" rate={dirty} top={topRate} width={half} look="dirty" />
		</Text>
	);
};

export const FactsRow = ({facts, width}: Width & {readonly facts: readonly string[]}): JSX.Element => (
	<Text wrap="truncate">{joinFitting(facts, width, '   ')}</Text>
);

/** Both QEMUs side by side: which one runs the guest. */
export const SidesRow = ({sides, width}: Width & {readonly sides: readonly [Side, Side]}): JSX.Element => {
	const theme = useTheme();
	const half = Math.floor((width - 3) / 2);
	const cell = ({host, role, words, tone}: Side) => {
		const name = cut(`${host} (${role}) `, half);
		return (
			<>
				{name}
				<Text {...theme.tones[tone]}>{fitTo(words, half - widthOf(name))}</Text>
			</>
		);
	};

	return (
		<Text wrap="truncate">
			{cell(sides[0])}
			{'   '}
			{cell(sides[1])}
		</Text>
	);
};
