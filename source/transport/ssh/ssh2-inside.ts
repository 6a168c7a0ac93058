/**
The private parts of ssh2 that are used here, as version 1.17.0 has them; package.json pins it. `insideOf` looks whether they
are there and throws otherwise, so that another ssh2 fails loudly instead of falling back to less safety.
*/

import type {Buffer} from 'node:buffer';
import type {Client} from 'ssh2';

type AlgorithmList = {readonly array: readonly string[]};
type DirectionLists = {
	readonly cipher: AlgorithmList;
	readonly mac: AlgorithmList;
	readonly compress: AlgorithmList;
	readonly lang: AlgorithmList;
};

/** Our part of the negotiation, as it goes into KEXINIT. */
export type Offer = {
	readonly lists: {
		readonly kex: AlgorithmList;
		readonly serverHostKey: AlgorithmList;
		readonly cs: DirectionLists;
		readonly sc: DirectionLists;
	};
};

/** One key exchange. A rekey makes a new one. */
export type KeyExchange = {
	readonly sessionID: Buffer | undefined;
	readonly negotiated: {serverHostKey: string};
	_hostKey: Buffer | undefined;
};

export type SigningCallback = (toSign: Buffer, onSigned: (signature: Buffer) => void) => void;

export type Ssh2Protocol = {
	_offer: Offer;
	readonly _kex: KeyExchange | undefined;
	/** There while keys are exchanged: packets wait in `_queue` then. */
	readonly _kexinit: Buffer | undefined;
	_queue: Buffer[] | undefined;
	readonly _cipher: {encrypt(packet: Buffer): void};
	readonly _packetRW: {
		readonly write: {
			readonly allocStart: number;
			alloc(length: number): Buffer;
			finalize(packet: Buffer): Buffer;
		};
	};
	/** The methods of the requests that have no answer yet, because message 60 means something else for each. */
	readonly _authsQueue: string[];
	readonly _handlers: {
		USERAUTH_FAILURE(protocol: unknown, methods: string[], partialSuccess: boolean): void;
		USERAUTH_PASSWD_CHANGEREQ(protocol: unknown, prompt: string): void;
	};
	authPK(user: string, key: unknown, algorithm?: string | SigningCallback, sign?: SigningCallback): void;
	authPassword(user: string, password: string, newPassword?: string): void;
	ping(): void;
};

const isFunction = (value: unknown): boolean => typeof value === 'function';

const isAsExpected = (protocol: Partial<Ssh2Protocol> | undefined): protocol is Ssh2Protocol =>
	protocol !== undefined &&
	isFunction(protocol.authPK) &&
	isFunction(protocol.authPassword) &&
	isFunction(protocol.ping) &&
	isFunction(protocol._handlers?.USERAUTH_FAILURE) &&
	isFunction(protocol._handlers?.USERAUTH_PASSWD_CHANGEREQ) &&
	isFunction(protocol._packetRW?.write.alloc) &&
	isFunction(protocol._packetRW?.write.finalize) &&
	Array.isArray(protocol._authsQueue) &&
	[protocol._offer?.lists.serverHostKey, protocol._offer?.lists.kex, protocol._offer?.lists.cs.cipher].every(list =>
		Array.isArray(list?.array),
	);

/** The protocol object of a client that `connect` was called on. Throws an `Error` for an ssh2 that is built otherwise. */
export const insideOf = (client: Client): Ssh2Protocol => {
	const {_protocol: protocol} = client as Client & {readonly _protocol?: Partial<Ssh2Protocol>};
	if (!isAsExpected(protocol)) {
		throw new Error('this ssh2 is not the version 1.17.0 that vmferry was written for');
	}

	return protocol;
};

/** Sends one message. While keys are exchanged it waits, as ssh2's own messages do. */
export const sendMessage = (protocol: Ssh2Protocol, message: Buffer): void => {
	const {write} = protocol._packetRW;
	const start = write.allocStart;
	const packet = write.alloc(message.length);
	packet.set(message, start);
	const finished = write.finalize(packet);
	if (protocol._kexinit === undefined) {
		protocol._cipher.encrypt(finished);
	} else {
		protocol._queue ??= [];
		protocol._queue.push(finished);
	}
};
