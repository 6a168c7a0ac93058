import {describeProblem} from '../../domain/describe-problem.js';
import type {Problem} from '../../domain/problem.js';
import {sanitize} from '../../lib/sanitize.js';
import {type ExitCode, exitCodeOf} from '../exit-code.js';

const indent = (text: string): string => text.replaceAll(/^/gm, '    ');

/** Says what went wrong: sentences on standard error, or one JSON object on standard output. Returns the exit code. */
export const printProblem = (problem: Problem, isJson: boolean): ExitCode => {
	const {title, what, next, raw} = describeProblem(problem);
	if (isJson) {
		console.log(JSON.stringify({event: 'problem', kind: problem.kind, title, what, next, raw}));
		return exitCodeOf(problem);
	}

	console.error(sanitize(title));
	for (const line of what) {
		console.error(`  ${sanitize(line)}`);
	}

	for (const line of next) {
		console.error(`  → ${sanitize(line)}`);
	}

	if (raw !== undefined) {
		console.error(indent(sanitize(raw, {keepNewlines: true, maxLength: 20_000})));
	}

	return exitCodeOf(problem);
};
