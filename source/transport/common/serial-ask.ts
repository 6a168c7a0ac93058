import type {AskPerson} from '../host-connection.js';

/** The same person, asked one question at a time. */
export const askOneAtATime = (ask: AskPerson): AskPerson => {
	let last: Promise<unknown> = Promise.resolve();
	return async question => {
		const answer = last.then(() => ask(question));
		last = answer.catch(() => undefined);
		return answer;
	};
};
