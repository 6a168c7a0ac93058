import {type ByteStream, ConnectionError, type StreamTarget} from '../host-connection.js';
import {adoptStream} from './adopt-stream.js';
import type {Link} from './link.js';
import {OpenRefused} from './open-channel.js';
import {channelOpenTimeoutMs} from './open-session.js';
import {sshCommand} from './ssh-command.js';

// RFC 4254, 5.1: SSH_OPEN_ADMINISTRATIVELY_PROHIBITED.
const forbidden = 1;

const explain = (host: string, target: StreamTarget, error: OpenRefused): ConnectionError => {
	const what = target.kind === 'unix' ? target.path : `${target.host}:${target.port}`;
	if (target.kind === 'tcp') {
		const isForbidden = error.reason === forbidden;
		return new ConnectionError({
			kind: 'channel-refused',
			host,
			message: isForbidden
				? `The sshd of ${host} forbids to forward to ${what}.`
				: `Nothing answers at ${what} on ${host} (${error.message}).`,
			remedy: isForbidden
				? 'Set AllowTcpForwarding yes (and PermitOpen any) in its sshd_config.'
				: `Does the program still run there? Try: ${sshCommand(host, ['ss', '-ltnp'])}`,
			raw: error.message,
		});
	}

	// sshd gives one answer to a missing socket, a forbidden one, a file that is no socket, and forwarding switched off.
	return new ConnectionError({
		kind: 'channel-refused',
		host,
		message: `${host} does not open the socket ${what}: it is missing, not ours to use, or AllowStreamLocalForwarding is off.`,
		remedy: `See: ${sshCommand(host, ['ls', '-l', target.path])}`,
		raw: error.message,
	});
};

/** Opens a stream on a link; see `HostConnection.openStream`. */
export const openSshStream = async (host: string, link: Link, target: StreamTarget): Promise<ByteStream> => {
	try {
		return target.kind === 'unix'
			? await link.openUnix(target.path, channelOpenTimeoutMs, channel => adoptStream(link, channel, () => undefined))
			: await link.openTcp(target.host, target.port, channelOpenTimeoutMs, channel =>
					adoptStream(link, channel, () => undefined),
				);
	} catch (error) {
		throw error instanceof OpenRefused ? explain(host, target, error) : error;
	}
};
