/**
Reads a JSON text as far as it goes: whether it is whole, where it goes wrong, or in the middle of what it ends. A person types
it, so most of the time it is not finished.
*/
import {type JsonMistake, type JsonToken, nextToken} from './json-tokens.js';

/** An object or a list that is open at the end of the text. */
export type JsonFrame = {
	readonly kind: 'object' | 'list';
	/** What comes next: of an object `key` or `colon`; `value`; `comma` also stands for the closing bracket. */
	readonly expects: 'key' | 'colon' | 'value' | 'comma';
	/** It may be closed here. */
	readonly mayEnd: boolean;
	/** The key whose value comes next, or came last. */
	readonly key: string | undefined;
	/** Members that are there already; of values only words and strings are told. */
	readonly members: readonly {readonly key: string; readonly value: string | undefined}[];
};

export type JsonScan = {
	/** From the outermost to the innermost. */
	readonly frames: readonly JsonFrame[];
	/** The string or word that the text ends in. */
	readonly unfinished: JsonToken | undefined;
	/** One value, and nothing is missing of it. */
	readonly isWhole: boolean;
	readonly mistake: JsonMistake | undefined;
};

const opened = (kind: JsonFrame['kind']): JsonFrame => ({
	kind,
	expects: kind === 'object' ? 'key' : 'value',
	mayEnd: true,
	key: undefined,
	members: [],
});

const wanted: Readonly<Record<JsonFrame['expects'], string>> = {
	key: 'a name in double quotes',
	colon: 'a colon',
	value: 'a value',
	comma: 'a comma or the closing bracket',
};

const closing = {object: '}', list: ']'} as const;

const afterValue = (frame: JsonFrame, value: string | undefined): JsonFrame => ({
	...frame,
	expects: 'comma',
	mayEnd: true,
	members: frame.key === undefined ? frame.members : [...frame.members, {key: frame.key, value}],
});

/** What a token makes of the innermost frame; `undefined` where it cannot stand. */
const step = (frame: JsonFrame, {kind, value}: JsonToken): JsonFrame | undefined => {
	switch (frame.expects) {
		case 'key':
			return kind === 'string' ? {...frame, expects: 'colon', mayEnd: false, key: value} : undefined;
		case 'colon':
			return kind === 'mark' && value === ':' ? {...frame, expects: 'value'} : undefined;
		case 'comma':
			return kind === 'mark' && value === ','
				? {...frame, expects: frame.kind === 'object' ? 'key' : 'value', mayEnd: false}
				: undefined;
		default:
			return kind === 'mark' ? undefined : afterValue(frame, value);
	}
};

/** Deeper than any request of QMP; QEMU itself stops at 1024. */
const deepest = 100;

export const scanJson = (text: string): JsonScan => {
	let frames: readonly JsonFrame[] = [];
	let isDone = false;
	let at = 0;
	const wrong = (place: number, why: string): JsonScan => ({
		frames,
		unfinished: undefined,
		isWhole: false,
		mistake: {at: place, why},
	});

	for (;;) {
		const token = nextToken(text, at);
		if (token === undefined) {
			return {frames, unfinished: undefined, isWhole: isDone, mistake: undefined};
		}

		if ('why' in token) {
			return wrong(token.at, token.why);
		}

		const frame = frames.at(-1);
		if (isDone) {
			return wrong(token.from, 'the request has ended before this');
		}

		if (token.isUnfinished && (token.kind === 'string' || frame !== undefined)) {
			const canStand = token.kind === 'string' ? frame?.expects === 'key' || frame?.expects === 'value' : true;
			return canStand || frame === undefined
				? {frames, unfinished: token, isWhole: false, mistake: undefined}
				: wrong(token.from, `${wanted[frame.expects]} comes here`);
		}

		const isOpening = token.kind === 'mark' && (token.value === '{' || token.value === '[');
		if (isOpening && (frame === undefined || frame.expects === 'value')) {
			if (frames.length === deepest) {
				return wrong(token.from, 'this is nested too deeply');
			}

			frames = [...frames, opened(token.value === '{' ? 'object' : 'list')];
		} else if (frame === undefined) {
			if (token.kind === 'mark') {
				return wrong(token.from, 'a request begins with {');
			}

			isDone = true;
		} else if (token.kind === 'mark' && token.value === closing[frame.kind] && frame.mayEnd) {
			const outer = frames.at(-2);
			frames = outer === undefined ? [] : [...frames.slice(0, -2), afterValue(outer, undefined)];
			isDone = outer === undefined;
		} else {
			const next = step(frame, token);
			if (next === undefined) {
				return wrong(token.from, `${wanted[frame.expects]} comes here`);
			}

			frames = [...frames.slice(0, -1), next];
		}

		at = token.to;
	}
};

/** `line 2, column 7`, counted from 1. */
export const placeOf = (text: string, at: number): string => {
	const lines = text.slice(0, at).split('\n');
	return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
};
