import {collectText} from '../common/collect-text.js';
import {packScript} from '../common/script-envelope.js';
import {ConnectionError, type ShellResult} from '../host-connection.js';
import type {SshChannel} from './channel-client.js';
import type {Link} from './link.js';
import {drain} from './open-channel.js';
import {channelOpenTimeoutMs, type SessionContext} from './open-session.js';

/**
Ends a script and its children on the host: a closed channel alone does not end a silent command, and sshd passes signals on
only from OpenSSH 8.1, not for root. sshd gives each command a process group of its own.
*/
const killRemote = (link: Link, pid: string): void => {
	const {command, payload} = packScript('kill -TERM "-$1"', [pid]);
	link
		.openSession(command, channelOpenTimeoutMs, channel => {
			drain(channel);
			channel.end(payload);
		})
		.catch(() => undefined);
};

/** Attached in ssh2's callback: runs a script in a fresh channel to its end. */
export const runInChannel = (
	{host, link}: SessionContext,
	channel: SshChannel,
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
