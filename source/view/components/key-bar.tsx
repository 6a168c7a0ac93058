import {Text} from 'ink';
import type {JSX} from 'react';
import {type KeyBarEntry, keyBar} from '../../intents/describe-keys.js';
import {useSelector} from '../hooks/use-selector.js';
import {widthOf} from '../text/fit.js';
import {useTheme} from '../theme.js';

const widthOfEntry = ({keyLabel, label}: KeyBarEntry): number => widthOf(keyLabel) + 1 + widthOf(label) + 2;

/** Leaves off what cannot be pressed now, last first, then what is wanted least; help and quit stay. */
const fitting = (entries: readonly KeyBarEntry[], width: number): readonly KeyBarEntry[] => {
	let shown = entries;
	while (shown.reduce((sum, entry) => sum + widthOfEntry(entry), 0) > width + 1 && shown.length > 2) {
		const off = shown.findLast(({isEnabled}) => !isEnabled) ?? shown.at(-3) ?? shown[0];
		shown = shown.filter(entry => entry !== off);
	}

	return shown;
};

export const KeyEntries = ({
	entries,
	width,
}: {
	readonly entries: readonly KeyBarEntry[];
	readonly width: number;
}): JSX.Element => {
	const theme = useTheme();
	return (
		<Text wrap="truncate">
			{fitting(entries, width).map(({keyLabel, label, isEnabled}, index) => (
				<Text key={keyLabel + label} dimColor={!isEnabled}>
					{index > 0 && '  '}
					<Text {...(isEnabled ? theme.key : {})}>{keyLabel}</Text> {label}
				</Text>
			))}
		</Text>
	);
};

/** Last line: what can be pressed now. */
export const KeyBar = ({width}: {readonly width: number}): JSX.Element => {
	const entries = useSelector(keyBar);
	return (
		<Text wrap="truncate">
			{' '}
			<KeyEntries entries={entries} width={width - 2} />
		</Text>
	);
};
