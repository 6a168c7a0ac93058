import {Text} from 'ink';
import type {JSX} from 'react';
import type {Span} from '../text/spans.js';
import type {TranscriptRow} from '../text/transcript-rows.js';
import {type Look, type Theme, useTheme} from '../theme.js';

/** The cursor's line is inverse as a whole, so a match in it is told by other means. */
const lookOf = ({tone}: Span, isSelected: boolean, theme: Theme): Look => {
	if (tone === 'match') {
		return isSelected ? theme.selectedMatch : theme.spans.match;
	}

	const look =
		tone in theme.spans ? theme.spans[tone as keyof Theme['spans']] : theme.tones[tone as keyof Theme['tones']];
	return isSelected ? theme.selected : look;
};

/** Rows of a conversation, one `<Text>` a row. */
export const Transcript = ({rows}: {readonly rows: readonly TranscriptRow[]}): JSX.Element => {
	const theme = useTheme();
	return (
		<>
			{rows.map(({spans, isSelected}, row) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a row of the screen has no other identity.
				<Text key={row} wrap="truncate">
					{spans.length === 0 && ' '}
					{spans.map((part, at) => (
						// biome-ignore lint/suspicious/noArrayIndexKey: nor has a part of a row.
						<Text key={at} {...lookOf(part, isSelected, theme)}>
							{part.text}
						</Text>
					))}
				</Text>
			))}
		</>
	);
};
