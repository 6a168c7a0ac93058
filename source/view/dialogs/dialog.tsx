import {Text, useWindowSize} from 'ink';
import {type JSX, useEffect} from 'react';
import {helpLines} from '../../intents/describe-keys.js';
import type {PromptState} from '../../store/prompt/prompt-state.js';
import {type DialogText, dialogText, questionText} from '../../store/selectors/dialog-text.js';
import type {AppState} from '../../store/state.js';
import {useSelector} from '../hooks/use-selector.js';
import {fitTo} from '../text/fit.js';
import {promptWindow} from '../text/prompt-window.js';
import {DialogFrame, placeDialog} from './dialog-frame.js';

/** What lies over the panes now; a question of a connection goes before everything. */
export const shownDialog = (state: AppState): DialogText | undefined => {
	const [question] = state.questions;
	if (question !== undefined) {
		return questionText(question);
	}

	const {dialog} = state.ui;
	if (dialog === undefined) {
		return undefined;
	}

	return dialog.kind === 'help'
		? {title: 'Keys', tone: 'strong', lines: helpLines(), ask: undefined}
		: dialogText(state, dialog);
};

/** A secret is drawn as dots, and not one of them tells the character. */
const drawn = (answer: PromptState, isSecret: boolean): PromptState =>
	isSecret ? {...answer, text: '•'.repeat(answer.text.length)} : answer;

const answerLabel = '> ';

const answerWindow = (answer: PromptState, isSecret: boolean, width: number) => {
	const {text, cursor} = drawn(answer, isSecret);
	return promptWindow(text, cursor, width - answerLabel.length);
};

/** Where the terminal's cursor belongs while an answer is typed. */
export const answerCursor = (state: AppState, answer: PromptState, columns: number, rows: number) => {
	const text = shownDialog(state);
	const [question] = state.questions;
	const typed = question === undefined ? text?.typed : answer;
	if (text === undefined || typed === undefined) {
		return undefined;
	}

	const {rect, inner, visible, ask} = placeDialog(text, columns, rows, 1);
	const {column} = answerWindow(typed, question?.kind === 'secret', inner);
	return {x: rect.x + 2 + answerLabel.length + column, y: rect.y + 1 + visible + 1 + ask.length};
};

export type DialogProps = {
	/** What is typed to a question; never in the store. */
	readonly answer: PromptState;
	readonly onScrollTooFar: (by: number) => void;
};

export const Dialog = ({answer, onScrollTooFar}: DialogProps): JSX.Element | null => {
	const {columns, rows} = useWindowSize();
	const text = useSelector(shownDialog);
	const scroll = useSelector(state => state.ui.dialogScroll);
	const question = useSelector(state => state.questions[0]);
	const typed = question === undefined ? text?.typed : answer;
	const place = text && placeDialog(text, columns, rows, typed === undefined ? 0 : 1);
	const tooFar = place === undefined ? 0 : Math.max(0, scroll - place.lastScroll);
	useEffect(() => {
		if (tooFar > 0) {
			onScrollTooFar(-tooFar);
		}
	}, [tooFar, onScrollTooFar]);

	if (text === undefined || place === undefined) {
		return null;
	}

	return (
		<DialogFrame text={text} place={place} scroll={scroll}>
			{typed !== undefined && (
				<Text wrap="truncate">
					{fitTo(`${answerLabel}${answerWindow(typed, question?.kind === 'secret', place.inner).text}`, place.inner)}
				</Text>
			)}
		</DialogFrame>
	);
};
