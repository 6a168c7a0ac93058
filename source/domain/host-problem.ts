import type {Host} from './host.js';
import type {Problem} from './problem.js';

/** Why nothing is known of a host, from the state of its connection. `raw`: what was said when it was asked last. */
export const hostProblem = ({name, contact}: Pick<Host, 'name' | 'contact'>, raw = ''): Problem => {
	switch (contact.state) {
		case 'refused':
			return {
				kind: 'host-not-connected',
				host: name,
				message: contact.message,
				...(contact.remedy === undefined ? {} : {remedy: contact.remedy}),
				...(contact.raw === undefined ? {} : {raw: contact.raw}),
			};
		case 'ready':
			return {kind: 'probe-failed', host: name, raw};
		case 'reconnecting':
			return {kind: 'host-not-connected', host: name, message: contact.why, raw};
		default:
			return {kind: 'host-not-connected', host: name, message: `The connection is ${contact.state}.`, raw};
	}
};
