import {isConfirmed, type LineConfirmation, type LineHazard} from '../../domain/line-hazard.js';
import type {MonitorLanguage} from '../../protocol/facts.js';
import type {MonitorReply} from '../../protocol/monitor-codec.js';
import {classifyCommand, humanMonitorCommand, refusalOf} from '../../protocol/operations/index.js';
import {hmpSuccessor} from '../../protocol/operations/successors/hmp-successors.js';
import {qmpSuccessor} from '../../protocol/operations/successors/qmp-successors.js';
import {readTypedLine} from '../../protocol/qmp/typed-line.js';
import {ask} from './ask.js';
import {hazardOf} from './line-hazard.js';
import type {MonitorSession} from './monitor-session.js';
import {assertOnlyLooks} from './read-only.js';

export type TypedOutcome =
	| {
			readonly kind: 'answered';
			readonly reply: MonitorReply;
			/** What was sent in place of a command that this QEMU does not know any more. */
			readonly sentAs?: readonly string[];
	  }
	/** Nothing was sent. The same call with this hazard confirmed sends it. */
	| {readonly kind: 'needs-confirmation'; readonly hazard: LineHazard};

type Line = {readonly language: MonitorLanguage; readonly text: string};

const readLine = (session: MonitorSession, typed: string): Line => {
	if (session.language === 'hmp') {
		return {language: 'hmp', text: typed};
	}

	const {kind, line} = readTypedLine(typed);
	return {language: kind === 'hmp' ? 'hmp' : 'qmp', text: line};
};

/** On a QMP monitor HMP lines work too, where QEMU has the bridge (since 0.14). */
const send = async (session: MonitorSession, {language, text}: Line): Promise<MonitorReply> => {
	if (session.language === language) {
		return session.request(text, 'person');
	}

	const answer = await ask(session, humanMonitorCommand(text, classifyCommand('hmp', text)), undefined, 'person');
	return answer.ok ? answer.value : {ok: false, text: answer.reason.text};
};

/** Typed without the password QEMU asks for it, and what is typed next would be taken for one. */
const asksForPassword = ({language, text}: Line): boolean =>
	language === 'hmp' && /^\s*change\s+vnc\s+passw(?:or)?d\s*$/.test(text);

const isUnknown = (reply: MonitorReply): boolean => !reply.ok && refusalOf(reply).kind === 'unsupported';

/** Sends what does the same as a line that was unknown; the first refusal is told if that is unknown as well. */
const sendSuccessor = async (session: MonitorSession, line: Line, refused: MonitorReply): Promise<TypedOutcome> => {
	const successor = line.language === 'hmp' ? hmpSuccessor(line.text) : qmpSuccessor(line.text);
	if (successor?.kind !== 'send') {
		const text = successor === undefined ? refused.text : `${refused.text}\n${successor.text}`;
		return {kind: 'answered', reply: {...refused, text}};
	}

	let reply = refused;
	for (const text of successor.lines) {
		reply = await send(session, {language: line.language, text});
		if (!reply.ok) {
			break;
		}
	}

	return isUnknown(reply) ? {kind: 'answered', reply: refused} : {kind: 'answered', reply, sentAs: successor.lines};
};

/**
Sends what a person typed. Lines that can cost more than they say want a confirmation first; commands that this QEMU does not
know any more are sent as their successors.
@throws {ReadOnlyError} In a session that only looks.
*/
export const sendTypedLine = async (
	session: MonitorSession,
	guest: {readonly name: string},
	typed: string,
	confirmation?: LineConfirmation,
): Promise<TypedOutcome> => {
	const line = readLine(session, typed);
	if (session.isReadOnly) {
		assertOnlyLooks(line.language, line.text);
	}

	if (asksForPassword(line)) {
		const text = 'QEMU would ask for the password here. Type it with the command: set_password vnc PASSWORD';
		return {kind: 'answered', reply: {ok: false, text}};
	}

	const hazard = await hazardOf(session, line.language, line.text);
	if (hazard !== undefined && !isConfirmed(hazard, guest.name, confirmation)) {
		return {kind: 'needs-confirmation', hazard};
	}

	const reply = await send(session, line);
	return isUnknown(reply) ? sendSuccessor(session, line, reply) : {kind: 'answered', reply};
};
