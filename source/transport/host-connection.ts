/**
The one interface between vmferry and a host. The engine knows hosts only by it; SSH, the local machine and recordings
implement it.

Rules that every implementation keeps:
- one connection per host, shared by everything; channels are opened on it;
- text that came from a person or a host is never part of a command line: scripts and their arguments travel on the
  standard input of one static `/bin/sh` bootstrap;
- when the link dies, what was asked and not answered ends with a `lost` error: its outcome is unknown, not failed;
- listeners are attached in the same tick in which a channel is handed over, and nothing that arrived before is lost.
*/

import type {Backend} from './backend.js';

/** What can be said of the connection to one host at a moment. `sinceMs` and `nextTryMs` are epoch milliseconds. */
export type ConnectionStatus =
	| {readonly state: 'idle'}
	| {readonly state: 'connecting'}
	/** Waiting for the person: a host key, a passphrase, a password. */
	| {readonly state: 'asking'; readonly question: string}
	| {readonly state: 'ready'; readonly roundTripMs: number | undefined}
	/** Nothing was received for longer than the keepalive allows, but the link is not given up yet. */
	| {readonly state: 'stalled'; readonly sinceMs: number}
	| {readonly state: 'reconnecting'; readonly why: string; readonly nextTryMs: number}
	/** Not retried by itself: authentication, host key, name resolution or configuration. */
	| {readonly state: 'refused'; readonly error: ConnectionError}
	| {readonly state: 'closed'};

export type ConnectionErrorKind =
	| 'bad-destination'
	| 'unreachable'
	| 'host-key-unknown'
	| 'host-key-changed'
	| 'host-key-revoked'
	| 'authentication'
	| 'protocol'
	| 'lost'
	| 'timeout'
	| 'channel-refused'
	| 'closed';

/** A failure of the connection or of one channel. `message` is one sentence; `remedy` what to type next; `raw` the words of ssh or the kernel. */
export class ConnectionError extends Error {
	override readonly name = 'ConnectionError';
	readonly kind: ConnectionErrorKind;
	readonly host: string;
	readonly remedy: string | undefined;
	readonly raw: string | undefined;
	/** The backend that may get there where this one cannot. */
	readonly otherBackend: Backend | undefined;

	constructor(details: {
		kind: ConnectionErrorKind;
		host: string;
		message: string;
		remedy?: string;
		raw?: string;
		otherBackend?: Backend | undefined;
	}) {
		super(details.message);
		this.kind = details.kind;
		this.host = details.host;
		this.remedy = details.remedy;
		this.raw = details.raw;
		this.otherBackend = details.otherBackend;
	}
}

/** An open, two-way byte stream: a monitor, or the standard input and output of a long-lived script. */
export type ByteStream = {
	/** Accepting bytes proves nothing: only the peer's answer does. Writing to a closed stream is ignored. */
	write(data: string | Uint8Array): void;
	/** Ends our direction of the stream. */
	end(): void;
	/** Closes both directions; `onClose` follows. */
	close(): void;
	/** One listener; set in the tick in which the stream was handed over. */
	onData(listener: (chunk: Uint8Array) => void): void;
	/** Called exactly once. The error is there when the stream did not end in order. */
	onClose(listener: (error: ConnectionError | undefined) => void): void;
};

export type StreamTarget =
	| {readonly kind: 'tcp'; readonly host: string; readonly port: number}
	| {readonly kind: 'unix'; readonly path: string};

export type ShellResult = {
	readonly stdout: string;
	readonly stderr: string;
	/** `undefined` when the command was ended by a signal. */
	readonly exitCode: number | undefined;
	readonly signal: string | undefined;
};

export type ShellOptions = {
	/** Positional parameters `$1`, `$2`, … of the script; any text without NUL. */
	readonly arguments?: readonly string[];
	/** Standard input of the script, after the bootstrap has read the script itself. */
	readonly input?: string;
	/** Default 15 000 ms. */
	readonly timeoutMs?: number;
	readonly signal?: AbortSignal;
};

export type HostConnection = {
	/** The destination as the person typed it; the host's name everywhere in vmferry. */
	readonly name: string;
	readonly status: ConnectionStatus;
	/** Sentences about configured options that are not honoured as written; known once `connect` has read the configuration. */
	readonly warnings: readonly string[];
	/** Called on each change of status. Returns the function that ends it. */
	onStatus(listener: (status: ConnectionStatus) => void): () => void;
	/** Resolves when ready; rejects with a `ConnectionError`. Later drops are repaired by reconnecting on its own. */
	connect(): Promise<void>;
	/** Runs a static POSIX-sh script to its end. Rejects with a `ConnectionError` only when its outcome is not known. */
	runScript(script: string, options?: ShellOptions): Promise<ShellResult>;
	/** Starts a long-lived POSIX-sh script; the stream is its standard input and output. */
	startScript(script: string): Promise<ByteStream>;
	/** Opens a stream to a socket as seen from the host. */
	openStream(target: StreamTarget): Promise<ByteStream>;
	/** Closes everything, for ever. */
	close(): Promise<void>;
};

/** A question that only a person can answer. Implementations ask one at a time. */
export type Question =
	| {
			readonly kind: 'host-key';
			readonly host: string;
			readonly address: string;
			readonly keyType: string;
			/** As ssh prints it: `SHA256:…`. */
			readonly fingerprint: string;
	  }
	/** ssh2 cannot reach the host, for the reason that the sentence tells: shall the system's ssh? */
	| {readonly kind: 'backend'; readonly host: string; readonly reason: string}
	| {readonly kind: 'secret'; readonly host: string; readonly prompt: string};

/** Answers a question: for a host key and a backend `'yes'` accepts; `undefined` means no, or that nobody can be asked. */
export type AskPerson = (question: Question) => Promise<string | undefined>;
