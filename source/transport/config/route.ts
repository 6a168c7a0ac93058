import {type Destination, parseDestination} from '../destination.js';
import {ConnectionError} from '../host-connection.js';
import {type ConfigOptions, resolveSettings} from './resolve.js';
import type {SshSettings} from './ssh-settings.js';

/** The machines to sign in to, in order; the last one is the host itself. */
export type Route = readonly [SshSettings, ...SshSettings[]];

const longestRoute = 8;

const readHop = (text: string, host: string): Destination => {
	const hop = parseDestination(text);
	if (!hop.ok) {
		throw new ConnectionError({
			kind: 'bad-destination',
			host,
			message: `The jump host ${text} on the way to ${host} ${hop.reason}.`,
			remedy: `ssh -G ${host}`,
		});
	}

	return hop.value;
};

/**
Follows ProxyJump as ssh does: the last hop of a list is reached through those before it, the first by its own
configuration; only the configuration file is handed on to hops, not the options given for the host.
*/
export const resolveRoute = async (destination: Destination, options: ConfigOptions): Promise<Route> => {
	const follow = async (
		target: Destination,
		targetOptions: ConfigOptions,
		before: readonly string[] | undefined,
		depth: number,
	): Promise<Route> => {
		if (depth > longestRoute) {
			throw new ConnectionError({
				kind: 'bad-destination',
				host: destination.text,
				message: `The ProxyJump settings for ${destination.text} go round in a circle or are longer than ${longestRoute} hops.`,
				remedy: `ssh -G ${destination.host}`,
			});
		}

		const settings = await resolveSettings(target, targetOptions);
		const hops = before ?? settings.proxyJump;
		const last = hops.at(-1);
		if (last === undefined) {
			return [settings];
		}

		const rest = hops.length > 1 ? hops.slice(0, -1) : undefined;
		const way = await follow(
			readHop(last, target.text),
			{configFile: options.configFile, signal: options.signal},
			rest,
			depth + 1,
		);
		return [...way, settings];
	};

	return follow(destination, options, undefined, 1);
};
