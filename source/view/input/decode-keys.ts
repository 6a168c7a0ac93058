import type {KeyPress} from '../../intents/key.js';
import {consoleKeys, letterKeys, numberKeys} from './key-tables.js';

/**
Bytes of a terminal into keys. Rules:

- a chunk may hold several keys, text with its Enter, or a part of a sequence; the rest waits for the next chunk;
- a lone ESC may be the key or the start of a sequence: `flush` says that nothing followed;
- `\r\n` is one Enter; text between the marks of a bracketed paste is one `paste`, whatever it holds;
- sequences that are no key (mouse, focus, replies) are swallowed.
*/
export type KeyDecoder = {
	readonly push: (chunk: string) => readonly KeyPress[];
	readonly isWaiting: () => boolean;
	readonly flush: () => readonly KeyPress[];
};

const esc = '\u001b';
const pasteStart = `${esc}[200~`;
const pasteEnd = `${esc}[201~`;

const named = (name: string): KeyPress => ({name, text: undefined});

/** xterm's modifier parameter: 1 plus shift 1, alt 2, ctrl 4. */
const modifiers = (parameter: string | undefined): string => {
	const bits = Math.max(0, Number(parameter ?? 1) - 1);
	return `${bits & 4 ? 'ctrl+' : ''}${bits & 2 ? 'alt+' : ''}${bits & 1 ? 'shift+' : ''}`;
};

const controlSequence = (parameters: string, final: string): readonly KeyPress[] => {
	const [first, modifier] = parameters.split(';');
	if (final === 'Z') {
		return [named('shift+tab')];
	}

	// A letter with another first number is a report, as of the cursor's position.
	const letter = first === '' || first === '1' ? letterKeys[final] : undefined;
	const key = final === '~' ? numberKeys[first ?? ''] : letter;
	return key === undefined ? [] : [named(`${modifiers(modifier)}${key}`)];
};

const plainKey = (character: string): readonly KeyPress[] => {
	const code = character.codePointAt(0) ?? 0;
	if (character === '\r' || character === '\n') return [named('return')];
	if (character === '\t') return [named('tab')];
	if (character === ' ') return [{name: 'space', text: ' '}];
	if (code === 0x7f || code === 0x08) return [named('backspace')];
	if (code === 0) return [named('ctrl+space')];
	if (code <= 0x1a) return [named(`ctrl+${String.fromCharCode(code + 0x60)}`)];
	if (code === 0x1f) return [named('ctrl+_')];
	return code < 0x20 || (code >= 0x80 && code < 0xa0) ? [] : [{name: character, text: character}];
};

/** What was read and how long it was; `undefined` when more has to come. */
type Read = {readonly keys: readonly KeyPress[]; readonly length: number};

const readPaste = (text: string): Read | undefined => {
	const end = text.indexOf(pasteEnd, pasteStart.length);
	return end < 0
		? undefined
		: {keys: [{name: 'paste', text: text.slice(pasteStart.length, end)}], length: end + pasteEnd.length};
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: ESC starts every sequence of a terminal.
const sequencePattern = /^\u001b(?:\[\[([A-E])|\[([0-?]*)[ -/]*((?!\[)[@-~])|O([0-9;]*)([@-~]))/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above; a sequence that is still without its end.
const unfinishedPattern = /^\u001b(?:\[\[?[0-?]*[ -/]*|O[0-9;]*)?$/;

const readEscape = (text: string): Read | undefined => {
	if (text.startsWith(pasteStart)) {
		return readPaste(text);
	}

	const match = sequencePattern.exec(text);
	if (match) {
		const [whole, consoleKey, parameters, final, ss3Parameters, ss3Final] = match;
		const keys =
			consoleKey === undefined
				? controlSequence(parameters ?? ss3Parameters ?? '', final ?? ss3Final ?? '')
				: [named(consoleKeys[consoleKey] ?? '')];
		return {keys, length: whole.length};
	}

	if (unfinishedPattern.test(text)) {
		return undefined;
	}

	const [next = ''] = text.slice(1);
	const character = String.fromCodePoint(text.codePointAt(1) ?? 0);
	return next === esc
		? {keys: [named('escape')], length: 1}
		: {keys: plainKey(character).map(({name}) => named(`alt+${name}`)), length: 1 + character.length};
};

const readOne = (text: string): Read | undefined => {
	if (text.startsWith(esc)) {
		return readEscape(text);
	}

	const character = String.fromCodePoint(text.codePointAt(0) ?? 0);
	return {keys: plainKey(character), length: text.startsWith('\r\n') ? 2 : character.length};
};

export const createKeyDecoder = (): KeyDecoder => {
	let waiting = '';
	let endedWithReturn = false;

	return {
		push(chunk) {
			const keys: KeyPress[] = [];
			let text = waiting + (endedWithReturn && chunk.startsWith('\n') ? chunk.slice(1) : chunk);
			while (text !== '') {
				const read = readOne(text);
				if (read === undefined) {
					break;
				}

				keys.push(...read.keys);
				text = text.slice(read.length);
			}

			waiting = text;
			endedWithReturn = waiting === '' && chunk.endsWith('\r');
			return keys;
		},
		isWaiting: () => waiting !== '' && !waiting.startsWith(pasteStart),
		flush() {
			const isEscape = waiting.startsWith(esc);
			waiting = '';
			return isEscape ? [named('escape')] : [];
		},
	};
};
