import type {Clock} from '../common/clock.js';
import {ConnectionError} from '../host-connection.js';
import {sessionRetryDelayMs} from './backoff.js';
import type {SshChannel} from './channel-client.js';
import type {Link} from './link.js';
import {OpenRefused} from './open-channel.js';
import {sshCommand} from './ssh-command.js';

export const channelOpenTimeoutMs = 10_000;

// RFC 4254, 5.1: SSH_OPEN_CONNECT_FAILED. It is what sshd says when MaxSessions is reached.
const connectFailed = 2;

export type SessionContext = {readonly host: string; readonly clock: Clock; readonly link: Link};

const refused = (host: string, error: OpenRefused): ConnectionError =>
	new ConnectionError({
		kind: 'channel-refused',
		host,
		message: `${host} does not let us run anything (${error.message}).`,
		remedy:
			error.reason === connectFailed
				? 'Its limit of sessions on one connection is reached: raise MaxSessions in its sshd_config, or end other consoles.'
				: `Try: ${sshCommand(host, ['true'])}`,
		raw: error.message,
	});

/** Opens a session, and asks again for as long as the server has all its sessions in use. */
export const openSession = async <T>(
	{host, clock, link}: SessionContext,
	command: string,
	limits: {readonly endMs: number; readonly signal: AbortSignal},
	adopt: (channel: SshChannel) => T,
): Promise<T> => {
	for (let attempt = 0; ; attempt += 1) {
		try {
			const left = limits.endMs - clock.now();
			return await link.openSession(command, Math.max(1, Math.min(channelOpenTimeoutMs, left)), adopt);
		} catch (error) {
			if (!(error instanceof OpenRefused)) {
				throw error;
			}

			const delayMs = sessionRetryDelayMs(attempt);
			if (error.reason !== connectFailed || clock.now() + delayMs >= limits.endMs) {
				throw refused(host, error);
			}

			await new Promise<void>(resolve => {
				clock.after(delayMs, resolve);
			});
			limits.signal.throwIfAborted();
		}
	}
};
