import {sanitize} from '../../lib/sanitize.js';
import type {MonitorEvent} from '../../protocol/facts.js';
import type {MonitorReply} from '../../protocol/monitor-codec.js';

/** How replies and events are told: text for people, one JSON object a line for programs. */
export type MonitorOutput = {
	reply(command: string, reply: MonitorReply, sentAs: readonly string[] | undefined): void;
	/** A line that was not sent, and why. */
	notSent(command: string, why: string): void;
	event(event: MonitorEvent): void;
};

/** A reply may be a whole device tree. */
const longestText = 10_000_000;

const clean = (text: string): string => sanitize(text, {keepNewlines: true, maxLength: longestText});

/** The host's clock, in UTC; `-` where QEMU could not read it. */
const timeOf = ({timeMs}: MonitorEvent): string | undefined =>
	timeMs === undefined ? undefined : new Date(timeMs).toISOString();

const formatEvent = (event: MonitorEvent): string =>
	[
		timeOf(event) ?? '-',
		event.name,
		...(Object.keys(event.data).length === 0 ? [] : [JSON.stringify(event.data)]),
	].join(' ');

/** Replies and events on standard output, refusals and notes on standard error. */
export const monitorText: MonitorOutput = {
	reply(_command, {ok, text}, sentAs) {
		if (sentAs !== undefined) {
			console.error(clean(`sent as ${sentAs.join(', then ')}`));
		}

		if (text !== '') {
			(ok ? console.log : console.error)(clean(text.trimEnd()));
		}
	},
	notSent(_command, why) {
		console.error(clean(why));
	},
	event(event) {
		console.log(clean(formatEvent(event)));
	},
};

export const monitorJson: MonitorOutput = {
	reply(command, reply, sentAs) {
		console.log(JSON.stringify({event: 'reply', command, ...reply, sentAs}));
	},
	notSent(command, why) {
		console.log(JSON.stringify({event: 'not-sent', command, why}));
	},
	event(event) {
		const {name, timeMs, data} = event;
		console.log(JSON.stringify({event: 'qemu-event', name, timeMs, time: timeOf(event), data}));
	},
};
