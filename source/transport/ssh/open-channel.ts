import {messageOf} from '../../lib/message-of.js';
import type {Clock} from '../common/clock.js';
import {ConnectionError} from '../host-connection.js';
import type {OpenCallback, SshChannel} from './channel-client.js';

/** Why a channel was not opened, on a link that lives. */
export class OpenRefused extends Error {
	/** RFC 4254, 5.1: 1 forbidden, 2 connect failed, 3 unknown type, 4 resource shortage. */
	readonly reason: number | undefined;

	constructor(error: Error & {reason?: number | string}) {
		super(error.message.replace(/^\(SSH\) Channel open failure: /, ''));
		this.reason = typeof error.reason === 'number' ? error.reason : undefined;
	}
}

/** A channel that nobody waits for: read to its end, so that it can close. */
export const drain = (channel: SshChannel): void => {
	channel.on('error', () => undefined);
	channel.resume();
	channel.stderr.resume();
};

type OpenDetails<T> = {
	readonly host: string;
	readonly clock: Clock;
	readonly timeoutMs: number;
	/** Registers for the end of the link; see `Link.onceEnded`. */
	readonly onceEnded: (listener: (error: ConnectionError) => void) => () => void;
	/** Sends the request; ssh2 throws when it is not connected. */
	readonly start: (callback: OpenCallback) => void;
	/**
	Runs in ssh2's callback and must attach its listeners there: the packets of one chunk are handed out before any promise
	can continue.
	*/
	readonly adopt: (channel: SshChannel) => T;
};

/** Opens one channel. Rejects with `OpenRefused` or a `ConnectionError`; a channel that comes later than that is closed. */
export const openChannel = async <T>(details: OpenDetails<T>): Promise<T> =>
	new Promise((resolve, reject) => {
		const {host, clock, timeoutMs, onceEnded, start, adopt} = details;
		let isSettled = false;
		let forget: (() => void) | undefined;
		const settle = () => {
			isSettled = true;
			cancel();
			forget?.();
		};

		const fail = (error: Error) => {
			settle();
			reject(error);
		};

		const cancel = clock.after(timeoutMs, () =>
			fail(
				new ConnectionError({
					kind: 'timeout',
					host,
					message: `${host} did not open a channel within ${timeoutMs / 1000} s.`,
					remedy: 'The link or the host is overloaded; the request was given up.',
				}),
			),
		);
		forget = onceEnded(fail);
		if (isSettled) {
			return;
		}

		const onOpen: OpenCallback = (error, channel) => {
			// A dying ssh2 client fails its open requests before it says that it is dead.
			if (error?.message === 'No response from server') {
				return;
			}

			if (!isSettled) {
				settle();
				if (error) {
					reject(new OpenRefused(error));
				} else {
					resolve(adopt(channel));
				}
			} else if (!error) {
				drain(channel);
				channel.close();
			}
		};

		try {
			start(onOpen);
		} catch (error) {
			// ssh2 throws "Not connected" when it has just learnt that the socket is gone: the end of the link follows.
			fail(
				new ConnectionError({
					kind: 'lost',
					host,
					message: `The connection to ${host} was just lost; nothing was sent.`,
					raw: messageOf(error),
				}),
			);
		}
	});
