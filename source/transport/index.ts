import type {Backend} from './backend.js';
import {type Clock, systemClock} from './common/clock.js';
import {parseDestination} from './destination.js';
import {establishOrOffer} from './establish-or-offer.js';
import {type AskPerson, ConnectionError, type HostConnection} from './host-connection.js';
import {LocalConnection} from './local/local-connection.js';
import {establishOpenSsh} from './openssh/establish-openssh.js';
import {type Establish, establish} from './ssh/establish.js';
import {SshConnection} from './ssh/ssh-connection.js';

export type HostConnectionOptions = {
	/** Asked for unknown host keys and for secrets. */
	readonly ask: AskPerson;
	/** As `ssh -F`. */
	readonly configFile?: string | undefined;
	/** As `ssh -o`, each `Key=value`. */
	readonly sshOptions?: readonly string[] | undefined;
	/** How to reach it by SSH; left open, it is ssh2, and the person is asked where only OpenSSH can. */
	readonly backend?: Backend | undefined;
	readonly clock?: Clock | undefined;
};

const establishBy = (backend: Backend | undefined): Establish => {
	switch (backend) {
		case 'openssh':
			return establishOpenSsh;
		case 'ssh2':
			return establish;
		case undefined:
			return establishOrOffer();
	}
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
		establish: establishBy(options.backend),
		config: {configFile: options.configFile, sshOptions: options.sshOptions},
		ask: options.ask,
		clock: options.clock ?? systemClock,
	});
};
