/** What a QMP request asks for, by its words alone. */
import * as v from 'valibot';
import {part, read, text} from './parsers/tolerant.js';

const request = v.looseObject({
	execute: text,
	'exec-oob': text,
	arguments: part({'command-line': text, mode: text}),
});

function parse(line: string): unknown {
	try {
		return JSON.parse(line);
	} catch {
		return undefined;
	}
}

/** What a QMP line asks for. `hmpLine` is what goes on to HMP through `human-monitor-command`. */
export type QmpCommandName = {
	readonly name: string;
	readonly isOutOfBand: boolean;
	readonly hmpLine?: string;
	readonly mode?: string;
};

/** @returns `undefined` for what is no QMP request, or names two commands. */
export function qmpCommandName(line: string): QmpCommandName | undefined {
	const asked = read(parse(line), request);
	const [inBand, outOfBand] = [asked?.execute, asked?.['exec-oob']];
	const name = inBand ?? outOfBand;
	if (name === undefined || (inBand !== undefined && outOfBand !== undefined)) return undefined;
	const {'command-line': commandLine, mode} = asked?.arguments ?? {};
	return {
		name,
		isOutOfBand: outOfBand !== undefined,
		...(name === 'human-monitor-command' && commandLine !== undefined ? {hmpLine: commandLine} : {}),
		...(mode === undefined ? {} : {mode}),
	};
}
