import {randomBytes} from 'node:crypto';
import type {ClientChannel} from 'ssh2';
import type {Clock} from '../common/clock.js';
import {collectText} from '../common/collect-text.js';
import {earlyEnd, keepTail} from '../common/early-end.js';
import {packScript, type ScriptEnvelope} from '../common/script-envelope.js';
import {type ByteStream, ConnectionError, type ShellOptions, type ShellResult} from '../host-connection.js';
import {sessionRetryDelayMs} from './backoff.js';
import {type Link, OpenRefused} from './link.js';
import type {SessionSlots} from './session-slots.js';

export const channelOpenTimeoutMs = 10_000;

// RFC 4254, 5.1: SSH_OPEN_CONNECT_FAILED. It is what sshd says when MaxSessions is reached.
const connectFailed = 2;

type Context = {readonly host: string; readonly clock: Clock; readonly link: Link};

const refused = (host: string, error: OpenRefused): ConnectionError =>
	new ConnectionError({
		kind: 'channel-refused',
		host,
		message: `${host} does not let us run anything (${error.message}).`,
		remedy:
			error.reason === connectFailed
				? 'Its limit of sessions on one connection is reached: raise MaxSessions in its sshd_config, or end other consoles.'
				: `Try: ssh ${host} true`,
		raw: error.message,
	});

/** Opens a session, and asks again for as long as the server has all its sessions in use. */
const openSession = async <T>(
	{host, clock, link}: Context,
	envelope: ScriptEnvelope,
	limits: {readonly endMs: number; readonly signal: AbortSignal},
	adopt: (channel: ClientChannel) => T,
): Promise<T> => {
	for (let attempt = 0; ; attempt += 1) {
		try {
			const left = limits.endMs - clock.now();
			return await link.openSession(envelope.command, Math.max(1, Math.min(channelOpenTimeoutMs, left)), adopt);
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

/**
Ends a script and its children on the host: a closed channel alone does not end a silent command, and sshd passes signals on
only from OpenSSH 8.1, not for root. sshd gives each command a process group of its own.
*/
const killRemote = (link: Link, pid: string): void => {
	const {command, payload} = packScript('kill -TERM "-$1"', [pid]);
	link
		.openSession(command, channelOpenTimeoutMs, channel => {
			channel.on('error', () => undefined);
			channel.resume();
			channel.stderr.resume();
			channel.end(payload);
		})
		.catch(() => undefined);
};

/** Attached in ssh2's callback: runs a script in a fresh channel to its end. */
const runInChannel = (
	{host, link}: Context,
	channel: ClientChannel,
	details: {
		readonly payload: Uint8Array;
		readonly input: string;
		readonly signal: AbortSignal;
		readonly marker: string;
	},
): {result: Promise<ShellResult>} => {
	const stdout = collectText(channel);
	const stderrText = collectText(channel.stderr);
	const pidLine = new RegExp(`^${details.marker} (\\d+)\\n`, 'm');
	const stderr = () => stderrText().replace(pidLine, '');
	const result = new Promise<ShellResult>((resolve, reject) => {
		const onAbort = () => {
			reject(details.signal.reason);
			const pid = pidLine.exec(stderrText())?.[1];
			if (pid !== undefined) {
				killRemote(link, pid);
			}

			channel.close();
		};

		const forget = link.onceEnded(error => {
			details.signal.removeEventListener('abort', onAbort);
			reject(error);
		});
		channel.on('error', () => undefined);
		channel.on('close', (code?: number | null, signal?: string) => {
			forget();
			details.signal.removeEventListener('abort', onAbort);
			if (typeof code === 'number' || signal !== undefined) {
				resolve({stdout: stdout(), stderr: stderr(), exitCode: code ?? undefined, signal});
			} else {
				reject(
					new ConnectionError({
						kind: 'lost',
						host,
						message: `${host} did not say how a command ended; it may or may not have been done.`,
					}),
				);
			}
		});
		details.signal.addEventListener('abort', onAbort, {once: true});
		if (details.signal.aborted) {
			onAbort();
		}
	});
	channel.write(details.payload);
	channel.end(details.input);
	return {result};
};

/** Runs a script on a link; see `HostConnection.runScript`. */
export const runSshScript = async (
	context: Context,
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
			envelope,
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
export const startSshScript = async (context: Context, script: string): Promise<ByteStream> => {
	const {host, clock, link} = context;
	const envelope = packScript(script);
	return openSession(
		context,
		envelope,
		{endMs: clock.now() + channelOpenTimeoutMs, signal: new AbortController().signal},
		channel => {
			const words = keepTail(channel.stderr);
			const stream = link.adoptStream(channel, (code, signal) => earlyEnd(host, code, signal, words()));
			channel.write(envelope.payload);
			return stream;
		},
	);
};
