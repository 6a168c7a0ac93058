import {BufferedStream} from '../../source/transport/common/buffered-stream.js';
import type {ByteStream, ConnectionError} from '../../source/transport/host-connection.js';

/** A stream whose other end is the test. */
export type MemoryStream = {
	readonly stream: ByteStream;
	/** What was written, one entry for each write. */
	readonly written: readonly string[];
	readonly isClosed: boolean;
	/** The peer says something. */
	say(text: string): void;
	/** The peer goes. */
	end(error?: ConnectionError): void;
};

export const memoryStream = (): MemoryStream => {
	const written: string[] = [];
	const stream = new BufferedStream({
		write(data) {
			written.push(typeof data === 'string' ? data : new TextDecoder().decode(data));
		},
		end() {},
		close: () => stream.finish(),
	});
	return {
		stream,
		written,
		get isClosed() {
			return stream.isFinished;
		},
		say: text => stream.deliver(new TextEncoder().encode(text)),
		end: error => stream.finish(error),
	};
};

/** QMP's first two messages of QEMU. */
export const qmpGreeting =
	'{"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": ""}, "capabilities": []}}\r\n';
export const qmpAccepted = '{"return": {}, "id": 1}\r\n';
