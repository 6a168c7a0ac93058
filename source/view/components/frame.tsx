import {Box, Text} from 'ink';
import type {JSX, ReactNode} from 'react';
import {cut, widthOf} from '../text/fit.js';
import {useTheme} from '../theme.js';

export type FrameProps = {
	readonly title: string;
	/** At the right end of the upper edge. */
	readonly aside?: string | undefined;
	readonly isFocused: boolean;
	readonly width: number;
	readonly height: number;
	readonly children: ReactNode;
};

/** What a frame takes of its size: the edges and one column of air at each side; `tightColumns` has none at the right. */
export const frameInset = {columns: 4, tightColumns: 3, rows: 2};

/** A box with its title in the upper edge. The content is one `<Text>` a row, at most `height - 2` of them. */
export const Frame = ({title, aside, isFocused, width, height, children}: FrameProps): JSX.Element => {
	const theme = useTheme();
	const edge = isFocused ? theme.focusedFrame : theme.frame;
	const right = aside === undefined ? '' : ` ${cut(aside, Math.max(0, width - 12))} `;
	const head = ` ${cut(title, Math.max(0, width - 6 - widthOf(right)))} `;
	const rule = '─'.repeat(Math.max(0, width - 4 - widthOf(head) - widthOf(right)));
	return (
		<Box flexDirection="column" width={width} height={height} flexShrink={0}>
			<Text wrap="truncate">
				<Text {...edge}>╭─</Text>
				<Text {...theme.title} {...(isFocused ? edge : {})}>
					{head}
				</Text>
				<Text {...edge}>
					{rule}
					{right}
					─╮
				</Text>
			</Text>
			<Box
				flexDirection="column"
				borderStyle="round"
				borderTop={false}
				borderColor={edge.color}
				borderDimColor={edge.dimColor ?? false}
				height={height - 1}
				paddingLeft={1}
				overflow="hidden"
			>
				{children}
			</Box>
		</Box>
	);
};
