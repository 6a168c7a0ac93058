import {Buffer} from 'node:buffer';
import type net from 'node:net';
import {uint32, WireReader, wireString} from '../keys/wire.js';
import type {ChannelClient, OpenCallback} from '../ssh/channel-client.js';
import {channelPacketBytes, channelWindowBytes, MuxChannel, type SendAbout} from './mux-channel.js';
import {type FrameSplitter, framed, message} from './wire.js';

/** A channel number as long as it is used: being opened, asked to run something, open. */
type Slot = {
	readonly opened?: (fields: WireReader) => void;
	readonly refused?: (reason: number, words: string) => void;
	readonly channel?: MuxChannel;
	/** Waits for the answer to a request. */
	readonly answered?: (isGranted: boolean) => void;
};

/**
Channels on the connection that a master `ssh` holds, by its control socket in proxy mode (PROTOCOL.mux of OpenSSH, since 7.4):
there the socket carries the messages of RFC 4254 as they are, without encryption. So a channel needs no process of its own, and
exit codes, signals and reasons of a refusal arrive as the server gave them.
*/
export class MuxClient implements ChannelClient {
	readonly #socket: net.Socket;
	readonly #slots = new Map<number, Slot>();
	readonly #splitter: FrameSplitter;
	#isOver = false;
	#onBytes: () => void = () => undefined;
	#onOver: () => void = () => undefined;

	/** Takes over a control socket that has just gone into proxy mode. */
	constructor(socket: net.Socket, splitter: FrameSplitter) {
		this.#socket = socket;
		this.#splitter = splitter;
		socket.on('data', (chunk: Buffer) => this.#receive(chunk));
		socket.on('error', () => undefined);
		socket.on('close', () => this.#end());
	}

	/** Tells of each arrival of bytes, and once of the end. */
	watch(onBytes: () => void, onOver: () => void): void {
		this.#onBytes = onBytes;
		this.#onOver = onOver;
		if (this.#isOver) {
			onOver();
		}
	}

	exec(command: string, callback: OpenCallback): void {
		this.#open('session', [], callback, [wireString('exec'), Buffer.from([1]), wireString(command)]);
	}

	forwardOut(sourceHost: string, sourcePort: number, host: string, port: number, callback: OpenCallback): void {
		this.#open('direct-tcpip', [wireString(host), uint32(port), wireString(sourceHost), uint32(sourcePort)], callback);
	}

	openssh_forwardOutStreamLocal(path: string, callback: OpenCallback): void {
		// PROTOCOL of OpenSSH, 2.4: the path and two reserved fields.
		this.#open('direct-streamlocal@openssh.com', [wireString(path), wireString(''), uint32(0)], callback);
	}

	/**
	Asks for a channel of a kind that no server knows: the refusal proves that the server lives. Proxy mode lets no global request
	through, which a keepalive otherwise is (RFC 4254, 5.1, tells a server to refuse unknown kinds).
	*/
	ping(onAnswer: () => void): void {
		this.#request('ping@vmferry', [], {refused: onAnswer, opened: onAnswer});
	}

	destroy(): void {
		this.#socket.destroy();
	}

	/** Opens a channel; with a `request` it is handed over once that is granted. */
	#open(kind: string, rest: readonly Uint8Array[], callback: OpenCallback, request?: readonly Uint8Array[]): void {
		if (this.#isOver) {
			throw new Error('Not connected');
		}

		const id = this.#request(kind, rest, {
			opened: fields => {
				const remoteId = fields.uint32();
				const send: SendAbout = (type, ...parts) => this.#send(type, uint32(remoteId), ...parts);
				const [windowBytes, maxPacketBytes] = [fields.uint32(), fields.uint32()];
				const channel = new MuxChannel({windowBytes, maxPacketBytes, send}, () => this.#slots.delete(id));
				if (!request) {
					this.#slots.set(id, {channel});
					callback(undefined, channel);
					return;
				}

				const answered = (isGranted: boolean): void => {
					if (!isGranted) {
						channel.close();
					}

					callback(isGranted ? undefined : new Error('Unable to exec'), channel);
				};

				this.#slots.set(id, {channel, answered});
				send(message.request, ...request);
			},
			refused: (reason, words) => {
				// ssh2 gives no channel with an error either, whatever the types say.
				callback(Object.assign(new Error(words), {reason}), undefined as never);
			},
		});
	}

	#request(kind: string, rest: readonly Uint8Array[], slot: Slot): number {
		let id = 0;
		while (this.#slots.has(id)) {
			id += 1;
		}

		this.#slots.set(id, slot);
		this.#send(
			message.channelOpen,
			wireString(kind),
			uint32(id),
			uint32(channelWindowBytes),
			uint32(channelPacketBytes),
			...rest,
		);
		return id;
	}

	/** As an SSH packet without padding: its length, the length of the padding, the message. */
	#send(type: number, ...parts: readonly Uint8Array[]): void {
		if (!this.#isOver) {
			this.#socket.write(framed(Buffer.from([0, type]), ...parts));
		}
	}

	#receive(chunk: Buffer): void {
		this.#onBytes();
		for (const frame of this.#splitter.take(chunk)) {
			try {
				this.#handle(frame);
			} catch (error) {
				if (!(error instanceof RangeError)) {
					throw error;
				}

				// A message that is shorter than it says: this is no ssh.
				this.#socket.destroy();
				return;
			}
		}
	}

	#handle(frame: Buffer): void {
		const type = frame.readUInt8(1);
		const fields = new WireReader(frame.subarray(2));
		const id = fields.uint32();
		const slot = this.#slots.get(id);
		switch (type) {
			case message.openConfirmation: {
				slot?.opened?.(fields);
				break;
			}

			case message.openFailure: {
				this.#slots.delete(id);
				const reason = fields.uint32();
				slot?.refused?.(reason, fields.text());
				break;
			}

			case message.success:
			case message.failure: {
				slot?.answered?.(type === message.success);
				break;
			}

			default: {
				slot?.channel?.receive(type, fields);
			}
		}
	}

	#end(): void {
		if (!this.#isOver) {
			this.#isOver = true;
			for (const {channel} of [...this.#slots.values()]) {
				channel?.receiveClose();
			}

			this.#slots.clear();
			this.#onOver();
		}
	}
}
