import type {LineHazard, LineHazardKind} from '../../domain/line-hazard.js';
import type {MonitorLanguage} from '../../protocol/facts.js';
import {hmpCommandName} from '../../protocol/operations/classify-command.js';
import {classifyCommand, queryMigrate, queryStatus} from '../../protocol/operations/index.js';
import {qmpCommandName} from '../../protocol/qmp/command-name.js';
import {ask} from './ask.js';
import type {MonitorSession} from './monitor-session.js';
import {tellsRunStates} from './tells-run-states.js';

/** `migrate` with its flags, none of which is `-d`. */
const waits = (line: string): boolean => !/^\s*migrate\s+(?:-\w+\s+)*-\w*d/.test(line);

/** Run states of a process whose guest went, or is about to go, to another host. */
const left: readonly string[] = ['postmigrate', 'finish-migrate'];

/** QEMU itself is asked: what was polled may be older than the last command of another client. */
const startsSecondCopy = async (session: MonitorSession): Promise<boolean> => {
	const status = await ask(session, queryStatus, undefined, 'person');
	if (!status.ok || status.value.running) {
		return false;
	}

	if (left.includes(status.value.runState)) {
		return true;
	}

	// QEMU below 1.0 knows only running and paused: there a migration that is completed means that the guest went.
	const migration = tellsRunStates(session) ? undefined : await ask(session, queryMigrate, undefined, 'person');
	return migration?.ok === true && migration.value.status === 'completed';
};

const isInPostCopy = async (session: MonitorSession): Promise<boolean> => {
	const migration = await ask(session, queryMigrate, undefined, 'person');
	return migration.ok && migration.value.status?.startsWith('postcopy') === true;
};

/**
What a line can cost that its words do not say; `undefined` where there is nothing to be afraid of.
@param language The line's, which on a QMP monitor may be HMP: then it goes through `human-monitor-command`.
*/
export const hazardOf = async (
	session: MonitorSession,
	language: MonitorLanguage,
	line: string,
): Promise<LineHazard | undefined> => {
	const asked = language === 'qmp' ? qmpCommandName(line) : undefined;
	const hmpLine = language === 'hmp' ? line : asked?.hmpLine;
	const command = hmpLine === undefined ? (asked?.name ?? '') : hmpCommandName(hmpLine);
	const hazard = (kind: LineHazardKind): LineHazard => ({kind, command});
	if (classifyCommand(language, line) === 'fatal') {
		return hazard(command === 'quit' || command === 'q' ? 'ends-guest' : 'harms-guest');
	}

	switch (command) {
		case 'migrate':
			// QMP never waits, and what goes through human-monitor-command is detached.
			return session.language === 'hmp' && waits(line) ? hazard('blocks-monitor') : undefined;
		case 'cont':
		case 'c':
			return (await startsSecondCopy(session)) ? hazard('runs-twice') : undefined;
		case 'migrate_cancel':
			return (await isInPostCopy(session)) ? hazard('harms-guest') : undefined;
		default:
			return undefined;
	}
};
