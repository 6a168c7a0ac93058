import type {Secrets} from '../auth/secrets.js';
import type {Clock} from '../common/clock.js';
import type {ConfigOptions} from '../config/resolve.js';
import {resolveRoute} from '../config/route.js';
import type {Destination} from '../destination.js';
import type {AskPerson} from '../host-connection.js';
import {calledOffError} from './connect-errors.js';
import type {Hop} from './hop.js';
import {Link, runAndForget} from './link.js';
import {openHop} from './open-hop.js';
import {loadSsh2} from './ssh2.js';

export type EstablishDetails = {
	readonly destination: Destination;
	readonly config: ConfigOptions;
	readonly ask: AskPerson;
	readonly secrets: Secrets;
	readonly clock: Clock;
	readonly signal: AbortSignal;
	/** Told as soon as the configuration is read, and again with each that comes later: all of them. */
	readonly onWarnings: (warnings: readonly string[]) => void;
};

/** Makes a link to a host. Rejects with a `ConnectionError`; then nothing is left open. */
export type Establish = (details: EstablishDetails) => Promise<Link>;

/** Goes the whole way to a host by ssh2, machine by machine. */
export const establish: Establish = async details => {
	const {destination, config, ask, secrets, clock, signal} = details;
	const host = destination.text;
	const [ssh2, route] = await Promise.all([loadSsh2(), resolveRoute(destination, {...config, signal})]).catch(
		(error: unknown) => {
			throw signal.aborted ? calledOffError(host) : error;
		},
	);
	const warnings = new Set(route.flatMap(settings => settings.warnings));
	const warn = (sentence: string) => {
		warnings.add(sentence);
		details.onWarnings([...warnings]);
	};

	details.onWarnings([...warnings]);
	const hops: Hop[] = [];
	try {
		for (const settings of route) {
			const previous = hops.at(-1);
			hops.push(await openHop({ssh2, host, settings, previous, ask, secrets, clock, signal, warn}));
			if (settings !== route.at(-1)) {
				// Makes the jump host's sshd send at once what it forwards; see Link.
				runAndForget(hops.at(-1) as Hop);
			}
		}

		signal.throwIfAborted();
	} catch (error) {
		for (const hop of hops.reverse()) {
			hop.destroy();
		}

		throw signal.aborted ? calledOffError(host) : error;
	}

	return new Link({host, hops, target: hops.at(-1) as Hop, clock});
};
