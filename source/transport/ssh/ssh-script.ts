import {randomBytes} from 'node:crypto';
import {earlyEnd, keepTail} from '../common/early-end.js';
import {packScript} from '../common/script-envelope.js';
import {type ByteStream, ConnectionError, type ShellOptions, type ShellResult} from '../host-connection.js';
import {adoptStream} from './adopt-stream.js';
import {channelOpenTimeoutMs, openSession, type SessionContext} from './open-session.js';
import {runInChannel} from './run-in-channel.js';
import type {SessionSlots} from './session-slots.js';

/** Runs a script on a link; see `HostConnection.runScript`. */
export const runSshScript = async (
	context: SessionContext,
	slots: SessionSlots,
	script: string,
	options: ShellOptions,
): Promise<ShellResult> => {
	const {host, clock} = context;
	const marker = `vmferry-${randomBytes(12).toString('hex')}`;
	// The first thing a script does is to tell its pid, so that it can be ended when its time is over.
	const envelope = packScript(`echo '${marker}' "$$" >&2\n${script}`, options.arguments);
	const timeoutMs = options.timeoutMs ?? 15_000;
	const stop = new AbortController();
	const stopWith = (kind: 'timeout' | 'closed', what: string) =>
		stop.abort(new ConnectionError({kind, host, message: `A command on ${host} ${what}; it may have run in part.`}));
	const onAbort = () => stopWith('closed', 'was called off');
	const cancel = clock.after(timeoutMs, () => stopWith('timeout', `did not end within ${timeoutMs / 1000} s`));
	options.signal?.addEventListener('abort', onAbort, {once: true});
	if (options.signal?.aborted) {
		onAbort();
	}

	const forget = context.link.onceEnded(error => stop.abort(error));
	let giveBack: (() => void) | undefined;
	try {
		giveBack = await slots.take(stop.signal);
		const {result} = await openSession(
			context,
			envelope.command,
			{endMs: clock.now() + timeoutMs, signal: stop.signal},
			// Wrapped in an object: a promise would be waited for with the slot of the channel's opening.
			channel =>
				runInChannel(context, channel, {
					payload: envelope.payload,
					input: options.input ?? '',
					signal: stop.signal,
					marker,
				}),
		);
		return await result;
	} finally {
		giveBack?.();
		forget();
		cancel();
		options.signal?.removeEventListener('abort', onAbort);
	}
};

/** Starts a long-lived script on a link; see `HostConnection.startScript`. */
export const startSshScript = async (context: SessionContext, script: string): Promise<ByteStream> => {
	const {host, clock, link} = context;
	const envelope = packScript(script);
	return openSession(
		context,
		envelope.command,
		{endMs: clock.now() + channelOpenTimeoutMs, signal: new AbortController().signal},
		channel => {
			const words = keepTail(channel.stderr);
			const stream = adoptStream(link, channel, (code, signal) => earlyEnd(host, code, signal, words()));
			channel.write(envelope.payload);
			return stream;
		},
	);
};
