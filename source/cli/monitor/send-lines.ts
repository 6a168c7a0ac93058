import {describeHazard, type LineConfirmation, type LineHazard, wantsName} from '../../domain/line-hazard.js';
import {MonitorLostError, type MonitorSession} from '../../engine/monitors/monitor-session.js';
import {ReadOnlyError} from '../../engine/monitors/read-only.js';
import {sendTypedLine} from '../../engine/monitors/send-typed-line.js';
import {messageOf} from '../../lib/message-of.js';
import {UnsendableLineError} from '../../protocol/monitor-codec.js';
import type {Flags} from '../flags.js';
import {canAsk} from '../line-questions.js';
import type {LineSource} from './line-source.js';
import type {MonitorOutput} from './monitor-output.js';

export type LineContext = {
	readonly session: MonitorSession;
	readonly guest: {readonly name: string; readonly host: string};
	readonly flags: Pick<Flags, 'yes' | 'confirmEnd'>;
	readonly source: LineSource;
	readonly output: MonitorOutput;
};

/** What the flags or the person say to a hazard; else why the line is not sent. */
const confirm = async (
	hazard: LineHazard,
	line: string,
	{guest, flags, source}: LineContext,
): Promise<LineConfirmation | string> => {
	const {what, instead} = describeHazard(hazard, guest);
	const isNamed = wantsName(hazard);
	if (isNamed ? flags.confirmEnd === guest.name : flags.yes) {
		return {hazard: hazard.kind, guestName: guest.name};
	}

	const flag = isNamed ? `--confirm-end ${guest.name}` : '--yes';
	const words = [what, instead].filter(text => text !== undefined).join(' ');
	if (!canAsk()) {
		return `Not sent: ${line}. ${words} Nobody can be asked here; ${flag} sends it.`;
	}

	const typed = await source.ask(
		isNamed ? `${words}\nType the guest's name to send "${line}": ` : `${words} Send it? [y/N] `,
	);
	const isYes = isNamed ? typed?.trim() === guest.name : /^y(?:es)?$/i.test(typed?.trim() ?? '');
	return isYes ? {hazard: hazard.kind, guestName: guest.name} : `Not sent: ${line}.`;
};

/** Sends one line, asking where it wants that. True when QEMU did it. */
const sendLine = async (line: string, context: LineContext): Promise<boolean> => {
	const {session, guest, output} = context;
	let outcome = await sendTypedLine(session, guest, line);
	if (outcome.kind === 'needs-confirmation') {
		const {hazard} = outcome;
		const answer = await confirm(hazard, line, context);
		if (typeof answer === 'string') {
			output.notSent(line, answer);
			return false;
		}

		try {
			outcome = await sendTypedLine(session, guest, line, answer);
		} catch (error) {
			// It did what was asked: QEMU leaves without an answer.
			if (error instanceof MonitorLostError && hazard.kind === 'ends-guest') {
				output.reply(line, {ok: true, text: ''}, undefined);
				return true;
			}

			throw error;
		}
	}

	if (outcome.kind === 'needs-confirmation') {
		output.notSent(line, `Not sent: ${line}.`);
		return false;
	}

	output.reply(line, outcome.reply, outcome.sentAs);
	return outcome.reply.ok;
};

/** Sends all lines in turn; one that is refused or not sent does not stop the others. True when QEMU did all of them. */
export const sendLines = async (context: LineContext): Promise<boolean> => {
	let isGood = true;
	for await (const line of context.source.lines) {
		try {
			isGood = (await sendLine(line, context)) && isGood;
		} catch (error) {
			if (!(error instanceof ReadOnlyError || error instanceof UnsendableLineError)) {
				throw error;
			}

			context.output.notSent(line, messageOf(error));
			isGood = false;
		}
	}

	return isGood;
};
