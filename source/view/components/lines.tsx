import {Text} from 'ink';
import type {JSX} from 'react';
import type {Line} from '../../store/selectors/line.js';
import {fitTo} from '../text/fit.js';
import {useTheme} from '../theme.js';

export type LinesProps = {
	/** Wrapped already. */
	readonly lines: readonly Line[];
	/** Pads every row to this width, for what lies over something else. */
	readonly width: number;
};

/** One row a line. */
export const Lines = ({lines, width}: LinesProps): JSX.Element => {
	const theme = useTheme();
	return (
		<>
			{lines.map(({text, tone}, row) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a row of the screen has no other identity.
				<Text key={row} wrap="truncate" {...theme.tones[tone]}>
					{fitTo(text, width)}
				</Text>
			))}
		</>
	);
};
