import type {Backend} from './backend.js';
import {type Clock, systemClock} from './common/clock.js';
import {parseDestination} from './destination.js';
import {type AskPerson, ConnectionError, type HostConnection} from './host-connection.js';
import {LocalConnection} from './local/local-connection.js';
import {establishOpenSsh} from './openssh/establish-openssh.js';
import {establish} from './ssh/establish.js';
import {SshConnection} from './ssh/ssh-connection.js';

export type HostConnectionOptions = {
	/** Asked for unknown host keys and for secrets. */
	readonly ask: AskPerson;
	/** As `ssh -F`. */
	readonly configFile?: string | undefined;
	/** As `ssh -o`, each `Key=value`. */
	readonly sshOptions?: readonly string[] | undefined;
	/** How to reach it by SSH. */
	readonly backend?: Backend | undefined;
	readonly clock?: Clock | undefined;
};

/** The destination that means this machine, without SSH. */
export const localDestination = 'local';

/**
Makes the one connection to a host: `local`, or any destination of ssh (`alias`, `user@host`, `host:port`, `ssh://…`,
`[v6]:port`). Nothing is sent before `connect`. Throws a `bad-destination` error for what ssh would not accept.
*/
export const createHostConnection = (destination: string, options: HostConnectionOptions): HostConnection => {
	if (destination === localDestination) {
		return new LocalConnection(destination);
	}

	const parsed = parseDestination(destination);
	if (!parsed.ok) {
		throw new ConnectionError({
			kind: 'bad-destination',
			host: destination,
			message: `${JSON.stringify(destination)} ${parsed.reason}.`,
			remedy:
				'Write a host as for ssh: alias, user@host, user@host:port, ssh://user@host:port, [2001:db8::1]:22, or local.',
		});
	}

	return new SshConnection(parsed.value, {
		establish: options.backend === 'openssh' ? establishOpenSsh : establish,
		config: {configFile: options.configFile, sshOptions: options.sshOptions},
		ask: options.ask,
		clock: options.clock ?? systemClock,
	});
};
