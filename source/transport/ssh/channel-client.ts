import type {Duplex, Readable} from 'node:stream';

/**
A channel as ssh2 hands it out: a stream, and `close` for both directions. Its event `close` brings exit code and signal of a
command, and comes after all data.
*/
export type SshChannel = Duplex & {readonly stderr: Readable; close(): void};

/** The callback of a channel that is being opened. `reason` is the server's (RFC 4254, 5.1). */
export type OpenCallback = (error: (Error & {reason?: number | string}) | undefined, channel: SshChannel) => void;

/** Opens channels on one signed-in connection. Names and behaviour are those of ssh2's client, which is one. */
export type ChannelClient = {
	exec(command: string, callback: OpenCallback): unknown;
	forwardOut(
		sourceHost: string,
		sourcePort: number,
		targetHost: string,
		targetPort: number,
		callback: OpenCallback,
	): unknown;
	openssh_forwardOutStreamLocal(path: string, callback: OpenCallback): unknown;
};

export type HopEvents = {
	/** Once, with the reason as the end of a sentence, when the connection is of no use any more and nobody closed it. */
	onDead(reason: string): void;
	onStall(sinceMs: number | undefined): void;
	onRoundTrip(roundTripMs: number): void;
};

/** One signed-in SSH connection: to a jump host or to the host itself. */
export type LinkHop = {
	readonly client: ChannelClient;
	readonly settings: {readonly alias: string};
	/** Begins to watch. A death that came before is reported at once. */
	watch(events: HopEvents): void;
	/** Says goodbye and closes; resolves when the connection is gone. */
	close(): Promise<void>;
	/** Closes without a word, for links that are dead anyway. */
	destroy(): void;
};
