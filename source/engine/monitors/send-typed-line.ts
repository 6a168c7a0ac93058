import type {MonitorLanguage} from '../../protocol/facts.js';
import type {MonitorReply} from '../../protocol/monitor-codec.js';
import {type CommandEffect, classifyCommand, humanMonitorCommand} from '../../protocol/operations/index.js';
import {readTypedLine} from '../../protocol/qmp/typed-line.js';
import {ask} from './ask.js';
import type {MonitorSession} from './monitor-session.js';

/** How much harm a typed line can do, whatever language it goes out in. */
export const effectOfTypedLine = (language: MonitorLanguage, typed: string): CommandEffect => {
	if (language === 'hmp') {
		return classifyCommand('hmp', typed);
	}

	const read = readTypedLine(typed);
	return classifyCommand(read.kind === 'hmp' ? 'hmp' : 'qmp', read.line);
};

/** Sends what a person typed. On a QMP monitor HMP lines work too, where QEMU has the bridge (since 0.14). */
export const sendTypedLine = async (session: MonitorSession, typed: string): Promise<MonitorReply> => {
	if (session.language === 'hmp') {
		return session.request(typed, 'person');
	}

	const read = readTypedLine(typed);
	if (read.kind === 'request') {
		return session.request(read.line, 'person');
	}

	const answer = await ask(
		session,
		humanMonitorCommand(read.line, classifyCommand('hmp', read.line)),
		undefined,
		'person',
	);
	return answer.ok ? answer.value : {ok: false, text: answer.reason.text};
};
