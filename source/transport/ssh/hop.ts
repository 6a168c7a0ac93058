import net from 'node:net';
import type {Duplex} from 'node:stream';
import type {Client} from 'ssh2';
import type {Clock} from '../common/clock.js';
import type {SshSettings} from '../config/ssh-settings.js';
import type {HopEvents, LinkHop} from './channel-client.js';
import {Liveness} from './liveness.js';
import {ping} from './ssh2.js';

// How long a polite goodbye may take.
const goodbyeMs = 300;

/** A `LinkHop` by ssh2. */
export class Hop implements LinkHop {
	readonly client: Client;
	readonly settings: SshSettings;
	readonly #stream: Duplex;
	readonly #clock: Clock;
	#events: HopEvents | undefined;
	#liveness: Liveness | undefined;
	#deadReason: string | undefined;
	#isOver = false;

	constructor(details: {client: Client; settings: SshSettings; stream: Duplex; clock: Clock}) {
		this.client = details.client;
		this.settings = details.settings;
		this.#stream = details.stream;
		this.#clock = details.clock;
		this.client.on('error', error => this.#die(error.message));
		this.client.on('end', () => this.#onEnd());
		this.client.on('close', () => this.#die('the connection was closed'));
	}

	watch(events: HopEvents): void {
		this.#events = events;
		if (this.#deadReason !== undefined) {
			events.onDead(this.#deadReason);
			return;
		}

		this.#liveness = new Liveness(this.#clock, this.settings, {
			ping: () => {
				const sentAt = performance.now();
				ping(this.client, () => {
					if (!this.#isOver) {
						events.onRoundTrip(performance.now() - sentAt);
					}
				});
			},
			onStall: sinceMs => events.onStall(sinceMs),
			onDead: silentMs => this.#die(`nothing was heard for ${Math.round(silentMs / 1000)} s`),
		});
		this.#stream.on('data', () => this.#liveness?.noteBytes());
	}

	async close(): Promise<void> {
		this.#stop();
		if (this.#stream.destroyed) {
			return;
		}

		await new Promise<void>(resolve => {
			const cancel = this.#clock.after(goodbyeMs, () => {
				this.#stream.destroy();
				resolve();
			});
			this.#stream.once('close', () => {
				cancel();
				resolve();
			});
			this.client.end();
		});
	}

	destroy(): void {
		this.#stop();
		this.#stream.destroy();
	}

	#stop(): void {
		this.#isOver = true;
		this.#liveness?.stop();
	}

	#onEnd(): void {
		// A stream through a jump host only ends when the sshd behind it dies: ssh2 then never emits close.
		if (!(this.#stream instanceof net.Socket)) {
			this.#stream.destroy();
		}

		this.#die('the other side closed the connection');
	}

	#die(reason: string): void {
		if (this.#isOver) {
			return;
		}

		this.destroy();
		this.#deadReason = reason;
		this.#events?.onDead(reason);
	}
}
