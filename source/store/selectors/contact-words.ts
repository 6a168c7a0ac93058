import type {Host} from '../../domain/host.js';
import {sanitize} from '../../lib/sanitize.js';
import {formatDurationMs} from '../../lib/units.js';
import type {Tone} from './line.js';

/** The connection to a host in words. `details` only where something is wrong: sentences and what to type. */
export type ContactWords = {
	readonly tone: Tone;
	readonly short: string;
	readonly details: readonly string[];
};

/** Facts older than this are called old. A reading is taken about every second. */
const oldAfterMs = 5000;

export const isOld = (host: Host, nowMs: number): boolean =>
	host.heardAtMs !== undefined && nowMs - host.heardAtMs >= oldAfterMs;

/** What is shown of a host that does not answer was heard earlier. */
const age = ({heardAtMs}: Host, nowMs: number): readonly string[] =>
	heardAtMs === undefined ? [] : [`What is shown was heard ${formatDurationMs(nowMs - heardAtMs)} ago.`];

const bad = (short: string, ...details: readonly string[]): ContactWords => ({
	tone: 'bad',
	short,
	details: details.map(text => sanitize(text)),
});

export const contactWords = (host: Host, nowMs: number): ContactWords => {
	const {contact} = host;
	switch (contact.state) {
		case 'idle':
			return {tone: 'dim', short: 'not connected', details: []};
		case 'connecting':
			return {tone: 'warn', short: 'connecting', details: []};
		case 'asking':
			return {tone: 'warn', short: 'asks you', details: [sanitize(contact.question)]};
		case 'ready': {
			const short = contact.roundTripMs === undefined ? 'connected' : formatDurationMs(contact.roundTripMs);
			const old = isOld(host, nowMs) && host.probeProblem === undefined ? age(host, nowMs) : [];
			return {
				tone: host.probeProblem === undefined && old.length === 0 ? 'good' : 'warn',
				short,
				details: [
					...(host.probeProblem === undefined ? old : [sanitize(host.probeProblem)]),
					...host.warnings.map(text => `! ${sanitize(text)}`),
				],
			};
		}

		case 'stalled': {
			const silent = formatDurationMs(nowMs - contact.sinceMs);
			return bad(`silent ${silent}`, `No answer for ${silent}; guests and migrations go on by themselves.`);
		}

		case 'reconnecting': {
			const wait = formatDurationMs(Math.max(0, Math.ceil((contact.nextTryMs - nowMs) / 1000) * 1000));
			return bad('reconnecting', contact.why, `Next try in ${wait}.`, ...age(host, nowMs));
		}

		case 'refused':
			return bad('refused', contact.message, ...(contact.remedy === undefined ? [] : [`→ ${contact.remedy}`]));
		case 'closed':
			return {tone: 'dim', short: 'closed', details: []};
		default: {
			const never: never = contact;
			return never;
		}
	}
};
