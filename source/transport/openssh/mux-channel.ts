import {Duplex, Readable} from 'node:stream';
import {uint32, type WireReader, wireString} from '../keys/wire.js';
import type {SshChannel} from '../ssh/channel-client.js';
import {message} from './wire.js';

// What OpenSSH's own client allows a peer to send ahead (CHAN_SES_WINDOW_DEFAULT), and its largest packet.
export const channelWindowBytes = 2 * 1024 * 1024;
export const channelPacketBytes = 32_768;

/** Sends a message about a channel to the peer: its number, then the channel's number there, then the rest. */
export type SendAbout = (type: number, ...rest: readonly Uint8Array[]) => void;

type Confirmation = {readonly windowBytes: number; readonly maxPacketBytes: number; readonly send: SendAbout};

/**
One channel (RFC 4254, section 5), with flow control in both directions. Like ssh2's channels it emits `close` with exit code
and signal when both directions are over and everything was read.
*/
export class MuxChannel extends Duplex implements SshChannel {
	readonly stderr: Readable;
	readonly #send: SendAbout;
	readonly #maxPacketBytes: number;
	readonly #onOver: () => void;
	#windowBytes: number;
	/** What waits for the peer's window, with what to call when it has gone. */
	#outgoing: {chunk: Uint8Array; readonly done: () => void} | undefined;
	/** Bytes that came, but were not yet allowed anew to the peer. */
	#creditBytes = 0;
	#isCloseSent = false;
	#isCloseReceived = false;
	#exitCode: number | null | undefined;
	#signal: string | undefined;

	/** `onOver` is called when the channel's number may be used again. */
	constructor({windowBytes, maxPacketBytes, send}: Confirmation, onOver: () => void) {
		super({allowHalfOpen: true, autoDestroy: false, emitClose: false});
		this.#send = send;
		this.#windowBytes = windowBytes;
		this.#maxPacketBytes = maxPacketBytes;
		this.#onOver = onOver;
		this.stderr = new Readable({autoDestroy: false, emitClose: false, read: () => undefined});
		let ended = 0;
		const onEnd = () => {
			ended += 1;
			if (ended === 2 && this.#isCloseReceived) {
				this.emit('close', this.#exitCode, this.#signal);
			}
		};
		this.once('end', onEnd);
		this.stderr.once('end', onEnd);
	}

	override _read(): void {
		// Messages are pushed as they come.
	}

	override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: () => void): void {
		this.#outgoing = {chunk, done};
		this.#flush();
	}

	override _final(done: () => void): void {
		if (!this.#isCloseSent) {
			this.#send(message.eof);
		}

		done();
	}

	close(): void {
		if (!this.#isCloseSent) {
			this.#isCloseSent = true;
			this.#send(message.close);
			// What nobody reads any more must not keep it open.
			this.resume();
			this.stderr.resume();
		}
	}

	/** A message from the peer about this channel; `fields` stands behind the channel's number. */
	receive(type: number, fields: WireReader): void {
		switch (type) {
			case message.data: {
				this.#receiveData(this, fields.string());
				break;
			}

			case message.extendedData: {
				// The kind: there is only standard error.
				fields.uint32();
				this.#receiveData(this.stderr, fields.string());
				break;
			}

			case message.windowAdjust: {
				this.#windowBytes += fields.uint32();
				this.#flush();
				break;
			}

			case message.request: {
				this.#receiveRequest(fields);
				break;
			}

			case message.eof: {
				this.#receiveEnd();
				break;
			}

			case message.close: {
				this.receiveClose();
				break;
			}

			default:
		}
	}

	/** The peer's close, or the end of the whole connection. */
	receiveClose(): void {
		if (this.#isCloseReceived) {
			return;
		}

		this.#isCloseReceived = true;
		if (!this.#isCloseSent) {
			this.#isCloseSent = true;
			this.#send(message.close);
		}

		this.#flush();
		this.#onOver();
		if (this.readableEnded && this.stderr.readableEnded) {
			this.emit('close', this.#exitCode, this.#signal);
		} else {
			this.#receiveEnd();
		}
	}

	#receiveEnd(): void {
		this.push(null);
		this.stderr.push(null);
	}

	/** Whoever reads takes what comes, so that the peer may send as much again; it is told in few and large steps. */
	#receiveData(stream: Readable, bytes: Uint8Array): void {
		stream.push(bytes);
		this.#creditBytes += bytes.length;
		if (this.#creditBytes >= channelWindowBytes / 4 && !this.#isCloseSent) {
			this.#send(message.windowAdjust, uint32(this.#creditBytes));
			this.#creditBytes = 0;
		}
	}

	#receiveRequest(fields: WireReader): void {
		const kind = fields.text();
		fields.boolean();
		if (kind === 'exit-status') {
			this.#exitCode = fields.uint32();
		} else if (kind === 'exit-signal') {
			// RFC 4254, 6.10, leaves SIG out; ssh2 and Node put it before.
			this.#exitCode = null;
			this.#signal = `SIG${fields.text()}`;
		}
	}

	#flush(): void {
		const outgoing = this.#outgoing;
		if (!outgoing) {
			return;
		}

		while (outgoing.chunk.length > 0 && this.#windowBytes > 0 && !this.#isCloseSent) {
			const size = Math.min(outgoing.chunk.length, this.#windowBytes, this.#maxPacketBytes);
			this.#send(message.data, wireString(outgoing.chunk.subarray(0, size)));
			this.#windowBytes -= size;
			outgoing.chunk = outgoing.chunk.subarray(size);
		}

		if (outgoing.chunk.length === 0 || this.#isCloseSent) {
			this.#outgoing = undefined;
			outgoing.done();
		}
	}
}
