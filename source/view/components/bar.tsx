import {Text} from 'ink';
import type {JSX} from 'react';
import {useTheme} from '../theme.js';

/** A bar of `width` columns. It is only drawn full at 1: rounding must not claim the end. */
export const barCells = (fraction: number, width: number): {readonly full: number; readonly empty: number} => {
	const full = fraction >= 1 ? width : Math.min(width - 1, Math.max(0, Math.floor(fraction * width)));
	return {full: Math.max(0, full), empty: Math.max(0, width - Math.max(0, full))};
};

export const Bar = ({fraction, width}: {readonly fraction: number; readonly width: number}): JSX.Element => {
	const theme = useTheme();
	const {full, empty} = barCells(fraction, width);
	return (
		<Text>
			<Text {...theme.bar}>{'█'.repeat(full)}</Text>
			<Text dimColor>{'░'.repeat(empty)}</Text>
		</Text>
	);
};
