import {setTimeout as pause} from 'node:timers/promises';

export type WaitOptions = {
	/** Names what is waited for, to end the sentence "Waited … for". */
	what: string;
	timeoutMs?: number;
	intervalMs?: number;
};

/**
Asks again and again until the answer is neither false nor undefined.

@returns That answer.
@throws Error when the time is over; it names what was waited for, and carries the last failure as its cause.
*/
export const waitUntil = async <T>(
	ask: () => Promise<T | false | undefined>,
	{what, timeoutMs = 10_000, intervalMs = 25}: WaitOptions,
): Promise<T> => {
	const deadline = Date.now() + timeoutMs;
	for (;;) {
		let cause: unknown;
		try {
			const answer = await ask();
			if (answer !== false && answer !== undefined) {
				return answer;
			}
		} catch (error) {
			cause = error;
		}

		if (Date.now() >= deadline) {
			throw new Error(`Waited ${timeoutMs / 1000} s for ${what}.`, {cause});
		}

		await pause(intervalMs);
	}
};
