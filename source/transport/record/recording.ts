/**
What passed between vmferry and hosts, one JSON object a line, in the order of time. A file holds all hosts of one run. It is
made by `record/` and played by `replay/`; people read it in reports. Fields are only ever added.
*/
import type {ConnectionErrorKind, StreamTarget} from '../host-connection.js';

export const recordingVersion = 1;

/** A `ConnectionError` as data. */
export type RecordedError = {
	readonly kind: ConnectionErrorKind;
	readonly message: string;
	readonly remedy?: string | undefined;
	readonly raw?: string | undefined;
};

/** Bytes: text where they are UTF-8, else base64. `removedBytes` stands for a secret, which is nowhere in the file. */
export type RecordedBytes = {readonly text: string} | {readonly base64: string} | {readonly removedBytes: number};

/** A `ConnectionStatus` as data. */
export type RecordedStatus = {readonly state: string; readonly error?: RecordedError | undefined};

type Channel = {readonly channel: number};

/** What happened on a connection. A channel is one script or stream; its number is not used again in the file. */
export type RecordedEvent =
	| {readonly event: 'connect'}
	| {readonly event: 'connected'}
	| {readonly event: 'connect-failed'; readonly error: RecordedError}
	| {readonly event: 'status'; readonly status: RecordedStatus; readonly warnings: readonly string[]}
	/** A person was asked; of the answer only whether there was one. */
	| {readonly event: 'asked'; readonly question: Readonly<Record<string, string>>}
	| {readonly event: 'answered'; readonly isAnswered: boolean}
	/** A script's text, before it is named by its digest for the first time. */
	| {readonly event: 'script'; readonly digest: string; readonly text: string}
	| (Channel & {
			readonly event: 'run';
			readonly digest: string;
			readonly arguments: readonly string[];
			/** Its standard input was not empty; it may hold anything and is not kept. */
			readonly hasInput: boolean;
	  })
	| (Channel & {
			readonly event: 'result';
			readonly stdout: RecordedBytes;
			readonly stderr: RecordedBytes;
			readonly exitCode?: number | undefined;
			readonly signal?: string | undefined;
	  })
	| (Channel & {readonly event: 'start'; readonly digest: string})
	| (Channel & {readonly event: 'open'; readonly target: StreamTarget})
	| (Channel & {readonly event: 'opened'})
	/** A script or stream that did not come about, or was lost. */
	| (Channel & {readonly event: 'failed'; readonly error: RecordedError})
	| (Channel & {readonly event: 'sent'} & RecordedBytes)
	| (Channel & {readonly event: 'received'} & RecordedBytes)
	/** By us: our direction, or both. */
	| (Channel & {readonly event: 'end' | 'close'})
	/** By whomever. */
	| (Channel & {readonly event: 'closed'; readonly error?: RecordedError | undefined})
	| {readonly event: 'disconnect'};

/** One line but the first: when (epoch milliseconds), where, what. */
export type RecordedLine = {readonly atMs: number; readonly host: string} & RecordedEvent;

/** The first line. */
export type RecordingHeader = {
	readonly event: 'recording';
	readonly version: typeof recordingVersion;
	readonly startedAtMs: number;
};
