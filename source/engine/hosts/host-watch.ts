import {randomBytes} from 'node:crypto';
import {messageOf} from '../../lib/message-of.js';
import type {HostReport} from '../../protocol/facts.js';
import {createHostProbeCodec} from '../../protocol/host-probe/host-probe-codec.js';
import {hostProbeScript} from '../../protocol/host-probe/script.js';
import type {ByteStream, HostConnection} from '../../transport/host-connection.js';
import {type Clock, timedOut, withTimeout} from '../clock.js';
import {type Deferred, deferred} from '../deferred.js';

export type ProbeKind = 'full' | 'tick';

/** The answer did not come: the link died, the probe ended, or it took too long. */
export class ProbeError extends Error {
	override readonly name = 'ProbeError';
}

/**
Reads one host through the probe, a shell script that lives as long as the connection and answers on request. One request is
under way at a time; whoever asks meanwhile gets an answer to a question that was asked later than theirs.
*/
export type HostWatch = {
	/** Asks the host now. Rejects with `ProbeError`. */
	read(kind: ProbeKind): Promise<HostReport>;
	close(): void;
};

/** A full report of a host with a thousand guests takes 0.3 s; a slow link and a busy host are added by hand. */
const answerTimeoutMs = 10_000;

type Request = {readonly kind: ProbeKind; readonly answer: Deferred<HostReport>};

export const createHostWatch = (connection: HostConnection, clock: Clock): HostWatch => {
	let stream: ByteStream | undefined;
	let codec = createHostProbeCodec();
	let current: Request | undefined;
	let waiting: Request | undefined;

	const forget = (reason: string): void => {
		stream = undefined;
		current?.answer.reject(new ProbeError(reason));
	};

	const start = async (): Promise<ByteStream> => {
		const opened = await connection.startScript(hostProbeScript);
		codec = createHostProbeCodec();
		opened.onData(chunk => {
			for (const output of codec.receive(chunk)) {
				if (output.kind === 'report') {
					current?.answer.resolve(output.report);
				} else {
					current?.answer.reject(new ProbeError(output.reason));
				}
			}
		});
		opened.onClose(error => {
			if (stream === opened) {
				forget(error?.message ?? `The probe on ${connection.name} ended.`);
			}
		});
		stream = opened;
		return opened;
	};

	const perform = async (request: Request): Promise<void> => {
		current = request;
		try {
			const isNew = stream === undefined;
			const opened = stream ?? (await start());
			opened.write(codec.request(isNew ? 'full' : request.kind, randomBytes(12).toString('hex')));
			if ((await withTimeout(clock, request.answer.promise, answerTimeoutMs)) === timedOut) {
				opened.close();
				forget(`${connection.name} did not answer within ${answerTimeoutMs / 1000} s.`);
			}
		} catch (error) {
			request.answer.reject(new ProbeError(messageOf(error)));
		}

		current = undefined;
		const next = waiting;
		waiting = undefined;
		if (next) {
			void perform(next);
		}
	};

	return {
		read(kind) {
			const request: Request =
				waiting === undefined
					? {kind, answer: deferred<HostReport>()}
					: {kind: kind === 'full' ? kind : waiting.kind, answer: waiting.answer};
			if (current === undefined) {
				void perform(request);
			} else {
				waiting = request;
			}

			return request.answer.promise;
		},
		close() {
			stream?.close();
		},
	};
};
