import type {MonitorLanguage} from '../../protocol/facts.js';
import {scanJson} from './scan-json.js';

/** What Enter means for a line: it can go, it goes on below, or it has a mistake. */
export type TypedRequest =
	| {readonly kind: 'whole'}
	/** Brackets are open; the next line is that far in. */
	| {readonly kind: 'open'; readonly depth: number}
	| {readonly kind: 'broken'; readonly at: number; readonly why: string};

export const isJson = (language: MonitorLanguage, text: string): boolean => language === 'qmp' && /^\s*[{[]/.test(text);

/** Everything but JSON at a QMP monitor is whole: QEMU says what it thinks of it. */
export const readRequest = (language: MonitorLanguage, text: string): TypedRequest => {
	if (!isJson(language, text)) {
		return {kind: 'whole'};
	}

	const {mistake, isWhole, frames, unfinished} = scanJson(text);
	if (mistake !== undefined) {
		return {kind: 'broken', ...mistake};
	}

	if (isWhole) {
		return {kind: 'whole'};
	}

	// A string cannot go on below.
	return unfinished?.kind === 'string'
		? {kind: 'broken', at: text.length, why: 'the string has no closing quote'}
		: {kind: 'open', depth: frames.length};
};

/** How deep a new line at this place is: a closing bracket that follows stands further out. */
export const depthAt = (text: string, cursor: number): number => {
	const depth = scanJson(text.slice(0, cursor)).frames.length;
	return /^\s*[\]}]/.test(text.slice(cursor)) ? Math.max(0, depth - 1) : depth;
};
