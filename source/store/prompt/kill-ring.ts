import {cutOut, insertText} from './change-text.js';
import type {PromptState} from './prompt-state.js';

/** As many as readline keeps. */
const longestRing = 10;

/** Cuts a piece out. What is cut in one go, by several keys, is one entry. */
export const kill = (prompt: PromptState, from: number, to: number): PromptState => {
	if (from === to) {
		return {...prompt, lastEdit: prompt.lastEdit === 'kill' ? 'kill' : undefined};
	}

	const piece = prompt.text.slice(from, to);
	const last = prompt.lastEdit === 'kill' ? prompt.killRing.at(-1) : undefined;
	const entry = last === undefined ? piece : from < prompt.cursor ? piece + last : last + piece;
	const older = last === undefined ? prompt.killRing : prompt.killRing.slice(0, -1);
	return {
		...prompt,
		...cutOut(prompt, from, to),
		killRing: [...older, entry].slice(-longestRing),
		lastEdit: 'kill',
	};
};

/** Puts in what was cut last. */
export const yank = (prompt: PromptState): PromptState => {
	const ringIndex = prompt.killRing.length - 1;
	const piece = prompt.killRing[ringIndex];
	return piece === undefined
		? prompt
		: {...prompt, ...insertText(prompt, piece), yanked: {from: prompt.cursor, ringIndex}};
};

/** Right after a yank: the entry before, in its place. */
export const yankPop = (prompt: PromptState): PromptState => {
	const {yanked, killRing, cursor} = prompt;
	if (yanked === undefined) {
		return prompt;
	}

	const ringIndex = (yanked.ringIndex + killRing.length - 1) % killRing.length;
	const without = cutOut(prompt, yanked.from, cursor);
	return {
		...prompt,
		...insertText(without, killRing[ringIndex] ?? ''),
		yanked: {from: yanked.from, ringIndex},
	};
};
