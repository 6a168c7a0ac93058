import type {Buffer} from 'node:buffer';
import type {ConnectConfig} from 'ssh2';
import type {Authenticator} from '../auth/authenticator.js';
import type {SshSettings} from '../config/ssh-settings.js';
import type {HostKeyCheck} from '../known-hosts/host-key-check.js';
import {chooseAlgorithms} from './algorithms.js';
import type {Wire} from './socket.js';

/** What ssh2 is told for one connection. Throws an `Error` when the settings leave no algorithm. */
export const hopConfig = (
	settings: SshSettings,
	wire: Wire,
	check: HostKeyCheck,
	authenticator: Authenticator,
): ConnectConfig => ({
	sock: wire.stream,
	username: settings.user,
	algorithms: chooseAlgorithms(settings, check.knownTypes),
	// Our own deadlines: ssh2's would run while the person thinks.
	readyTimeout: 0,
	// ssh2 would refuse unix sockets on servers that do not call themselves OpenSSH.
	strictVendor: false,
	// Must return undefined: ssh2 takes a promise, like anything that is not exactly false, for a yes.
	hostVerifier: (key: Buffer, answer: (isTrusted: boolean) => void): void => {
		check.verify(key).then(
			isTrusted => answer(isTrusted === true),
			() => answer(false),
		);
	},
	authHandler: authenticator.handler,
});
