import {once} from 'node:events';
import net from 'node:net';
import {LineEditor, openHmpSession} from './hmp-session.js';
import type {ScriptedQemu} from './qemu.js';
import {openQmpSession} from './qmp-session.js';
import type {ScriptedSession} from './session.js';

export type MonitorKind = 'telnet' | 'hmp' | 'qmp';

/**
One monitor of a scripted QEMU on a real socket. As in QEMU one client is served at a time: the next one is connected and hears
nothing until the one before has gone.
*/
export class MonitorServer {
	readonly kind: MonitorKind;
	readonly editor = new LineEditor();
	readonly #qemu: ScriptedQemu;
	readonly #server: net.Server;
	readonly #sockets = new Set<net.Socket>();
	readonly #waiting: net.Socket[] = [];
	#isTaken = false;
	/** How many clients were served so far. */
	served = 0;

	constructor(qemu: ScriptedQemu, kind: MonitorKind) {
		this.#qemu = qemu;
		this.kind = kind;
		this.#server = net.createServer({pauseOnConnect: true, noDelay: true}, socket => {
			this.#sockets.add(socket);
			socket.on('error', () => undefined);
			socket.on('close', () => {
				this.#sockets.delete(socket);
			});
			this.#waiting.push(socket);
			this.#serveNext();
		});
	}

	/** Listens at a path, or without one at a free port of the loopback; resolves to where a client connects. */
	async listen(path?: string): Promise<net.NetConnectOpts> {
		this.#server.listen(path === undefined ? {host: '127.0.0.1', port: 0} : {path});
		await once(this.#server, 'listening');
		const address = this.#server.address();
		return typeof address === 'object' && address !== null
			? {host: '127.0.0.1', port: address.port}
			: {path: path ?? ''};
	}

	get clients(): number {
		return this.#sockets.size;
	}

	/** Another client takes the monitor, until the returned function is called. */
	take(): () => void {
		this.#isTaken = true;
		return () => {
			this.#isTaken = false;
			this.#serveNext();
		};
	}

	/** Every client is thrown out and nobody comes in any more. */
	close(): void {
		this.#isTaken = true;
		this.#server.close();
		for (const socket of this.#sockets) {
			socket.destroy();
		}
	}

	/** The process ends: what it had said still goes out. */
	end(): void {
		this.#isTaken = true;
		this.#server.close();
		for (const socket of this.#sockets) {
			socket.end(() => socket.destroy());
			socket.resume();
		}
	}

	#serveNext(): void {
		if (this.#isTaken) {
			return;
		}

		const socket = this.#waiting.shift();
		if (!socket) {
			return;
		}

		if (socket.destroyed) {
			this.#serveNext();
			return;
		}

		this.#isTaken = true;
		this.served++;
		const session: ScriptedSession = this.#open(socket);
		socket.on('data', (chunk: Uint8Array) => {
			// The echo is many small pieces; one write is enough for them.
			socket.cork();
			session.receive(chunk);
			socket.uncork();
		});
		socket.on('close', () => {
			session.end();
			if (this.#qemu.isAlive) {
				this.#isTaken = false;
				this.#serveNext();
			}
		});
		socket.resume();
	}

	#open(socket: net.Socket): ScriptedSession {
		const client = {
			send(bytes: string | Uint8Array) {
				socket.write(bytes);
			},
			quit: () => {
				this.#qemu.quit();
			},
		};
		return this.kind === 'qmp'
			? openQmpSession(this.#qemu, client)
			: openHmpSession(this.#qemu, this.editor, this.kind === 'telnet', client);
	}
}
