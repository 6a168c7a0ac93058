import {setTimeout as wait} from 'node:timers/promises';

/** Waits until `condition` holds; fails after `limitMs`. */
export const until = async (condition: () => boolean, limitMs = 20_000): Promise<void> => {
	const end = Date.now() + limitMs;
	while (!condition()) {
		if (Date.now() > end) {
			throw new Error(`This did not come true within ${limitMs} ms: ${condition}`);
		}

		await wait(10);
	}
};
