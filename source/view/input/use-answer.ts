import {useEffect, useRef, useState} from 'react';
import type {KeyPress} from '../../intents/key.js';
import {promptKeys} from '../../intents/prompt-keys.js';
import {editPrompt} from '../../store/prompt/edit-prompt.js';
import {emptyPrompt, type PromptState} from '../../store/prompt/prompt-state.js';
import type {PendingQuestion} from '../../store/state.js';

/** What is sent for a typed line; `undefined` when it is no answer and has to be typed again. */
const toAnswer = ({kind}: PendingQuestion, text: string): {readonly answer: string | undefined} | undefined => {
	if (kind === 'secret') {
		return {answer: text};
	}

	const word = text.trim().toLowerCase();
	return word === 'yes' ? {answer: 'yes'} : word === 'no' ? {answer: undefined} : undefined;
};

/** The answer that is being typed to a question. It lives here only, and is gone with the question. */
export const useAnswer = (
	question: PendingQuestion | undefined,
	send: (id: number, answer: string | undefined) => void,
): {readonly answer: PromptState; readonly type: (key: KeyPress, question: PendingQuestion) => void} => {
	const [answer, setAnswer] = useState(emptyPrompt);
	// Several keys may come in one chunk, before anything is drawn.
	const current = useRef(emptyPrompt);
	const change = (next: PromptState): void => {
		current.current = next;
		setAnswer(next);
	};

	// biome-ignore lint/correctness/useExhaustiveDependencies: another question starts with nothing typed.
	useEffect(() => {
		current.current = emptyPrompt;
		setAnswer(emptyPrompt);
	}, [question?.id]);

	return {
		answer,
		type({name, text}, asked) {
			const edit = promptKeys[name];
			if (name === 'return') {
				const given = toAnswer(asked, current.current.text);
				change(emptyPrompt);
				if (given) {
					send(asked.id, given.answer);
				}
			} else if (edit !== undefined) {
				change(editPrompt(current.current, {edit}));
			} else if (text !== undefined) {
				// A pasted secret often brings the end of its line along.
				change(editPrompt(current.current, {edit: 'insert', text: text.replace(/[\r\n]+$/, '')}));
			}
		},
	};
};
