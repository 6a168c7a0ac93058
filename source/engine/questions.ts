import {sanitize} from '../lib/sanitize.js';
import type {PendingQuestion} from '../store/state.js';
import type {Store} from '../store/store.js';
import type {AskPerson, Question} from '../transport/host-connection.js';

/** Questions of the connections, shown through the store and answered by a command. */
export type Questions = {
	readonly ask: AskPerson;
	answer(id: number, answer: string | undefined): void;
};

const textOf = (question: Question): readonly string[] => {
	switch (question.kind) {
		case 'host-key':
			return [
				`The host key of ${question.host} (${question.address}) is not known.`,
				`${question.keyType} ${question.fingerprint}`,
				'Compare the fingerprint with one from a source you trust. Accept it and save it?',
			];
		case 'backend':
			return [
				sanitize(question.reason),
				`The ssh of this machine may be able to. Use it for ${question.host} in this run?`,
			];
		case 'secret':
			return [sanitize(question.prompt)];
	}
};

export const createQuestions = (store: Store): Questions => {
	const waiting = new Map<number, (answer: string | undefined) => void>();
	let lastId = 0;
	return {
		ask: question =>
			new Promise(resolve => {
				lastId++;
				const pending: PendingQuestion = {
					id: lastId,
					kind: question.kind,
					host: question.host,
					text: textOf(question),
				};
				waiting.set(lastId, resolve);
				store.dispatch({kind: 'question-asked', question: pending});
			}),
		answer(id, answer) {
			waiting.get(id)?.(answer);
			waiting.delete(id);
			store.dispatch({kind: 'question-answered', id});
		},
	};
};
