import net from 'node:net';
import {uint32, WireReader} from '../keys/wire.js';
import {MuxClient} from './mux-client.js';
import {FrameSplitter, framed} from './wire.js';

// PROTOCOL.mux of OpenSSH.
const hello = 1;
const version = 4;
const proxy = 0x10_00_00_0f;
const proxyGranted = 0x80_00_00_0f;

/** Connects to a master's control socket and puts the connection into proxy mode. Rejects with ssh's words. */
export const openMux = async (path: string): Promise<MuxClient> =>
	new Promise((resolve, reject) => {
		const socket = net.connect(path);
		const splitter = new FrameSplitter();
		const fail = (error: Error) => {
			reject(error);
			socket.destroy();
		};

		const onClose = () => fail(new Error('The control socket of ssh was closed.'));
		const onData = (chunk: Buffer) => {
			for (const frame of splitter.take(chunk)) {
				const fields = new WireReader(frame);
				const type = fields.uint32();
				if (type === proxyGranted) {
					socket.off('data', onData);
					socket.off('error', fail);
					socket.off('close', onClose);
					resolve(new MuxClient(socket, splitter));
					return;
				}

				if (type !== hello) {
					fields.uint32();
					fail(new Error(frame.length > 8 ? fields.text() : 'ssh refused to share its connection.'));
					return;
				}
			}
		};

		socket.on('data', onData);
		socket.on('error', fail);
		socket.on('close', onClose);
		socket.write(framed(uint32(hello), uint32(version)));
		socket.write(framed(uint32(proxy), uint32(0)));
	});
