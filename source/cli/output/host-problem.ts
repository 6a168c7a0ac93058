import type {Host} from '../../domain/host.js';
import type {Problem} from '../../domain/problem.js';

/** Why a host could not be read; `undefined` when it was. */
export const hostProblemOf = ({name, contact, heardAtMs, probeProblem}: Host): Problem | undefined => {
	if (heardAtMs !== undefined) {
		return undefined;
	}

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
			return {kind: 'probe-failed', host: name, raw: probeProblem ?? ''};
		case 'reconnecting':
			return {kind: 'host-not-connected', host: name, message: contact.why};
		default:
			return {kind: 'host-not-connected', host: name, message: `The connection is ${contact.state}.`};
	}
};
