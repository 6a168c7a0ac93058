/** An HMP line through a QMP monitor (QEMU 0.14 and later). Errors come back as text, as they would on HMP. */
import {fail, ok} from '../../lib/result.js';
import {isHmpRefusal} from '../hmp/hmp-refusal.js';
import type {MonitorReply} from '../monitor-codec.js';
import {qmpRequest} from './build.js';
import {offers} from './dialect.js';
import {type Operation, refusalOf} from './operation.js';

/** @param line An HMP line. @returns An operation whose answer is the reply that an HMP monitor would have given. */
export const humanMonitorCommand = (
	line: string,
	effect: Operation<undefined, MonitorReply>['effect'],
): Operation<undefined, MonitorReply> => ({
	name: 'human-monitor-command',
	effect,
	repeatable: effect === 'query',
	encode: dialect =>
		offers(dialect, 'human-monitor-command')
			? [qmpRequest('human-monitor-command', {'command-line': line})]
			: undefined,
	decode(_dialect, replies) {
		const reply = replies.at(-1);
		if (!reply) return fail({kind: 'unreadable', text: ''});
		if (!reply.ok) return fail(refusalOf(reply));
		if (typeof reply.value !== 'string') return fail({kind: 'unreadable', text: reply.text});
		const text = reply.value.replaceAll('\r\n', '\n').replace(/\n$/, '');
		return ok({ok: !isHmpRefusal(line, text), text});
	},
});
