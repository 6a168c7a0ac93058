import type {Guest} from '../../domain/guest.js';
import type {MonitorLanguage} from '../../protocol/facts.js';
import {classifyCommand} from '../../protocol/operations/index.js';
import type {Conversations} from './conversation.js';
import type {Exchange} from './monitor-session.js';

/** QMP's answer to what returns nothing. */
const isEmpty = (text: string): boolean => /^\s*(?:\{\s*\})?\s*$/.test(text);

/**
Shows what a migration does to a guest. The person's own lines are shown by whoever sends them, and what only looks, as pollers
and the migration do several times a second, by nobody.
*/
export const noteExchange = (
	{noteEngine}: Pick<Conversations, 'noteEngine'>,
	guest: Guest,
	language: MonitorLanguage,
	{line, priority, reply}: Exchange,
): void => {
	if (priority !== 'engine' || classifyCommand(language, line) === 'query') {
		return;
	}

	if (reply === undefined) {
		noteEngine(guest, language, 'command', line);
	} else if (!reply.ok || !isEmpty(reply.text)) {
		noteEngine(guest, language, reply.ok ? 'reply' : 'error', reply.text.trimEnd());
	}
};
