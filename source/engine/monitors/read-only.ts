import type {MonitorLanguage} from '../../protocol/facts.js';
import {classifyCommand} from '../../protocol/operations/index.js';

/** vmferry was started to look only, and this would have changed something. Nothing was sent. */
export class ReadOnlyError extends Error {
	override readonly name = 'ReadOnlyError';
}

/** @throws {ReadOnlyError} For a line that does more than look, or of which that is not known. */
export const assertOnlyLooks = (language: MonitorLanguage, line: string): void => {
	if (classifyCommand(language, line) !== 'query') {
		throw new ReadOnlyError('Not sent: with --read-only only commands that look are, such as info and query- ones.');
	}
};
