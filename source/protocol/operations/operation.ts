/**
What vmferry asks of a monitor, the same above whatever the language and the version. An operation turns its argument into
the lines to send, and the replies into a typed answer; it sends nothing itself.
*/

import {fail, type Result} from '../../lib/result.js';
import {isInfoHelp} from '../hmp/hmp-refusal.js';
import type {MonitorReply} from '../monitor-codec.js';
import type {Dialect} from './dialect.js';

export type OperationRefusal = {
	/**
	`refused`: QEMU would not. `unsupported`: this QEMU has no such command. `unreadable`: it answered something that is not
	understood.
	*/
	readonly kind: 'refused' | 'unsupported' | 'unreadable';
	/** QEMU's own words where it said some. */
	readonly text: string;
};

export type Operation<Argument, Answer> = {
	readonly name: string;
	/** `fatal` ends the guest. */
	readonly effect: 'query' | 'change' | 'fatal';
	/** True when it is safe to ask again after an answer was lost. */
	readonly repeatable: boolean;
	/** The lines for `MonitorCodec.request`, to be sent one after the other until one is refused; `undefined` when this QEMU has no command for it. */
	encode(dialect: Dialect, argument: Argument): readonly string[] | undefined;
	/** The answer from the replies to these lines, in their order, up to the first refusal. */
	decode(dialect: Dialect, replies: readonly MonitorReply[]): Result<Answer, OperationRefusal>;
};

const unsupportedWords = /^unknown command: |^The command .* has not been found/;

/** Why a reply is none. */
export function refusalOf(reply: MonitorReply): OperationRefusal {
	const {text} = reply;
	if (isInfoHelp(text)) return {kind: 'unsupported', text: 'This QEMU does not know that information.'};
	const isUnsupported = (!reply.ok && reply.errorClass === 'CommandNotFound') || unsupportedWords.test(text);
	return {kind: isUnsupported ? 'unsupported' : 'refused', text};
}

export function unsupported(name: string, {version}: Dialect): OperationRefusal {
	return {kind: 'unsupported', text: `QEMU ${version?.text ?? '0.12'} has no command for ${name}.`};
}

/**
Runs an operation through any monitor session: sends its lines in turn, stops at the first refusal, reads the answer.
@throws What `send` throws; then it is unknown whether QEMU did it.
*/
export async function runOperation<Argument, Answer>(
	operation: Operation<Argument, Answer>,
	dialect: Dialect,
	argument: Argument,
	send: (line: string) => Promise<MonitorReply>,
): Promise<Result<Answer, OperationRefusal>> {
	const lines = operation.encode(dialect, argument);
	if (lines === undefined) return fail(unsupported(operation.name, dialect));
	const replies: MonitorReply[] = [];
	for (const line of lines) {
		const reply = await send(line);
		replies.push(reply);
		if (!reply.ok) break;
	}

	return operation.decode(dialect, replies);
}
