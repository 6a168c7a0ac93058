import {useInput, usePaste, useStdin} from 'ink';
import {useEffect, useEffectEvent} from 'react';
import type {KeyPress} from '../../intents/key.js';
import {createKeyDecoder} from './decode-keys.js';

/** Longer than a slow link needs between the bytes of one sequence, shorter than a person notices. */
const loneEscapeMs = 30;

const ignore = (): void => undefined;

/**
Every key of the terminal, in order. Ink's `useInput` holds raw mode and reads, `usePaste` switches bracketed paste on; what
they tell is not used: function keys have no name there, and text that comes with its Enter in one chunk loses it.
*/
export const useKeys = (onKeys: (keys: readonly KeyPress[]) => void): void => {
	useInput(ignore);
	usePaste(ignore);
	const {stdin} = useStdin();
	const handle = useEffectEvent(onKeys);
	useEffect(() => {
		const decoder = createKeyDecoder();
		let timer: NodeJS.Timeout | undefined;
		const onData = (chunk: string | Buffer): void => {
			clearTimeout(timer);
			const keys = decoder.push(String(chunk));
			if (keys.length > 0) {
				handle(keys);
			}

			if (decoder.isWaiting()) {
				timer = setTimeout(() => {
					handle(decoder.flush());
				}, loneEscapeMs);
			}
		};

		stdin.on('data', onData);
		return () => {
			clearTimeout(timer);
			stdin.off('data', onData);
		};
	}, [stdin]);
};
