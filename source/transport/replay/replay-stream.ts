import {Buffer} from 'node:buffer';
import {redactSecrets} from '../../lib/redact-secrets.js';
import {BufferedStream} from '../common/buffered-stream.js';
import {asLatin1, readBytes} from '../record/bytes.js';
import {errorOf} from '../record/record-error.js';
import type {Lane} from './lane.js';
import type {Nonces} from './nonces.js';

const shorten = (text: string): string => JSON.stringify(text.length > 300 ? `${text.slice(0, 300)}…` : text);

/** A recorded stream: gives what was received once the program has sent what was sent before. `fail` is told what differs. */
export const replayStream = (lane: Lane, nonces: Nonces, fail: (problem: string) => void): BufferedStream => {
	const send = (data: string | Uint8Array): void => {
		const actual = redactSecrets(asLatin1(data));
		const {call} = lane;
		if (call?.event !== 'sent') {
			fail(
				`Unexpected on ${lane.host}: sent ${shorten(actual)}, where the recording has ${call?.event ?? 'nothing more'}.`,
			);
			return;
		}

		const recorded = readBytes(call)?.toString('latin1');
		if (recorded !== undefined && !nonces.match(recorded, actual)) {
			fail(`Unexpected on ${lane.host}: sent ${shorten(actual)}, where the recording has ${shorten(recorded)}.`);
			return;
		}

		lane.called();
	};

	const stream = new BufferedStream({
		write: send,
		end() {
			if (lane.call?.event === 'end') {
				lane.called();
			}
		},
		close() {
			if (!lane.isPlayed) {
				fail(`Closed early on ${lane.host}: the recording goes on with ${shorten(JSON.stringify(lane.rest[0]))}.`);
			}

			lane.end();
			queueMicrotask(() => stream.finish());
		},
	});
	lane.listen(line => {
		if (line.event === 'received') {
			const bytes = readBytes(line);
			// What was removed cannot come again.
			if (bytes) {
				stream.deliver(Buffer.from(nonces.translate(bytes.toString('latin1')), 'latin1'));
			}
		} else if (line.event === 'closed') {
			stream.finish(line.error && errorOf(lane.host, line.error));
		}
	});
	return stream;
};
