import {Box, Text} from 'ink';
import type {JSX, ReactNode} from 'react';
import {keyBar} from '../../intents/describe-keys.js';
import type {DialogText} from '../../store/selectors/dialog-text.js';
import {Frame, frameInset} from '../components/frame.js';
import {KeyEntries} from '../components/key-bar.js';
import {Lines} from '../components/lines.js';
import {useSelector} from '../hooks/use-selector.js';
import type {Rect} from '../layout.js';
import {fitTo} from '../text/fit.js';
import {wrapLines} from '../text/wrap-lines.js';

/** Wide enough for a command line, narrow enough to read. */
const widestDialog = 110;

/** Where a dialog lies and what of it is in sight. */
export const placeDialog = (text: DialogText, columns: number, rows: number, extraRows: number) => {
	const width = Math.min(widestDialog, columns - 4);
	const inner = width - frameInset.columns;
	const body = wrapLines(text.lines, inner);
	const ask = text.ask === undefined ? [] : wrapLines([text.ask], inner);
	// The question and the keys stay in sight, apart from the text by an empty row.
	const footer = 1 + ask.length + extraRows + 1;
	const visible = Math.max(1, Math.min(body.length, rows - 2 - frameInset.rows - footer));
	const height = visible + footer + frameInset.rows;
	const rect: Rect = {
		x: Math.floor((columns - width) / 2),
		y: Math.max(0, Math.floor((rows - height) / 2)),
		width,
		height,
	};
	return {rect, inner, body, ask, visible, lastScroll: body.length - visible};
};

export type DialogFrameProps = {
	readonly text: DialogText;
	readonly place: ReturnType<typeof placeDialog>;
	readonly scroll: number;
	/** Between the question and the keys: what is typed. */
	readonly children?: ReactNode;
};

/** A dialog over the panes. Ink leaves cells alone where nothing is drawn, so blanks come first. */
export const DialogFrame = ({text, place, scroll, children}: DialogFrameProps): JSX.Element => {
	const {rect, inner, body, ask, visible, lastScroll} = place;
	const keys = useSelector(keyBar).filter(({isEnabled}) => isEnabled);
	const start = Math.min(scroll, lastScroll);
	const aside = lastScroll > 0 ? `${start + 1}-${start + visible} of ${body.length}  ↑↓` : undefined;
	return (
		<Box position="absolute" left={rect.x} top={rect.y} width={rect.width} height={rect.height}>
			<Box position="absolute" flexDirection="column">
				{Array.from({length: rect.height}, (_, row) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: empty rows are all alike.
					<Text key={row}>{fitTo('', rect.width)}</Text>
				))}
			</Box>
			<Frame title={text.title} aside={aside} isFocused width={rect.width} height={rect.height}>
				<Lines lines={body.slice(start, start + visible)} width={inner} />
				<Text>{fitTo('', inner)}</Text>
				<Lines lines={ask} width={inner} />
				{children}
				<KeyEntries entries={keys} width={inner} />
			</Frame>
		</Box>
	);
};
