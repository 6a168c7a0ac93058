import {BufferedStream} from '../common/buffered-stream.js';
import type {ConnectionError} from '../host-connection.js';
import type {SshChannel} from './channel-client.js';
import type {Link} from './link.js';

/** Tells why the end of a channel that we did not end is out of order. */
export type JudgeEnd = (code: number | null | undefined, signal: string | undefined) => ConnectionError | undefined;

/** Makes a `ByteStream` of a channel; to be called in ssh2's callback, see `openChannel`. */
export const adoptStream = (link: Link, channel: SshChannel, judge: JudgeEnd): BufferedStream => {
	let isEndedByUs = false;
	const stream = new BufferedStream({
		write: data => channel.write(data),
		end() {
			isEndedByUs = true;
			channel.end();
		},
		close() {
			isEndedByUs = true;
			channel.end();
			channel.close();
		},
	});
	const forget = link.onceEnded(error => stream.finish(isEndedByUs ? undefined : error));
	// Not read, standard error would hold up the channel. Who wants it adds a listener of his own.
	channel.stderr.resume();
	channel.on('data', (chunk: Uint8Array) => stream.deliver(chunk));
	// The peer has nothing more to say, and sshd waits for us to say the same.
	channel.on('end', () => channel.end());
	channel.on('error', () => undefined);
	channel.on('close', (code?: number | null, signal?: string) => {
		forget();
		stream.finish(isEndedByUs ? undefined : judge(code, signal));
	});
	return stream;
};
