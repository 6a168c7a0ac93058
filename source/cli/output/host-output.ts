import type {Host, HostContact} from '../../domain/host.js';
import {sanitize} from '../../lib/sanitize.js';
import {contactWords} from '../../store/selectors/contact-words.js';

/** Says what becomes of the connection to each host. */
export type HostOutput = {
	changed(host: Host, nowMs: number): void;
	warned(host: Host, warning: string): void;
};

/** One JSON object a change. Fields are only ever added. */
export const hostJson: HostOutput = {
	changed({name, contact, warnings}, nowMs) {
		console.log(JSON.stringify({event: 'host', host: name, atMs: nowMs, ...contact, warnings}));
	},
	warned() {
		// Each change has them all.
	},
};

const isTrouble = ({state}: HostContact): boolean => state === 'stalled' || state === 'reconnecting';

/** Only troubles and their end, on standard error: what was asked for goes to standard output. */
export const hostText = (): HostOutput => {
	const inTrouble = new Set<string>();
	const say = (name: string, words: readonly string[]): void => {
		console.error(sanitize(`${name}: ${words.join(' ')}`));
	};

	return {
		changed(host, nowMs) {
			if (isTrouble(host.contact)) {
				inTrouble.add(host.name);
				const {short, details} = contactWords(host, nowMs);
				say(host.name, [`${short}.`, ...details]);
			} else if (host.contact.state === 'ready' && inTrouble.delete(host.name)) {
				say(host.name, ['connected again.']);
			}
		},
		warned({name}, warning) {
			say(name, [warning]);
		},
	};
};
