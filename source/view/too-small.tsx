import {Box, Text} from 'ink';
import type {JSX} from 'react';
import {wantedSize} from './layout.js';
import {wordWrap} from './text/wrap.js';

/** All that a tiny window shows. Keys go on working, so q still quits. */
export const TooSmall = ({columns, rows}: {readonly columns: number; readonly rows: number}): JSX.Element => {
	const sentence = `This window is too small: vmferry needs at least ${wantedSize.columns}×${wantedSize.rows}, this is ${columns}×${rows}.`;
	return (
		<Box width={columns} height={rows} flexDirection="column" overflow="hidden">
			{wordWrap(sentence, columns)
				.slice(0, rows)
				.map(text => (
					<Text key={text} wrap="truncate">
						{text}
					</Text>
				))}
		</Box>
	);
};
