import {createEngine, type Engine} from '../engine/engine.js';
import {ConnectionError} from '../transport/host-connection.js';
import {createHostConnection} from '../transport/index.js';
import type {Flags} from './flags.js';
import {UsageError} from './usage-error.js';

/** An engine on these hosts, with the connection flags of the command line. Nothing is connected before its `start`. */
export const openEngine = (hosts: readonly string[], {config, option}: Flags): Engine => {
	if (new Set(hosts).size !== hosts.length) {
		throw new UsageError('The hosts must be different ones.');
	}

	try {
		return createEngine({
			hosts,
			connect: (host, ask) => createHostConnection(host, {ask, configFile: config, sshOptions: option}),
		});
	} catch (error) {
		throw error instanceof ConnectionError && error.kind === 'bad-destination'
			? new UsageError([error.message, error.remedy].filter(Boolean).join('\n'))
			: error;
	}
};
