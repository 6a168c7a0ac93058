import type {Clock} from '../common/clock.js';
import type {SshSettings} from '../config/ssh-settings.js';
import type {HopEvents, LinkHop} from '../ssh/channel-client.js';
import {Liveness} from '../ssh/liveness.js';
import type {Askpass} from './askpass.js';
import type {Master} from './master.js';
import type {MuxClient} from './mux-client.js';

// How long ssh may take to say goodbye.
const goodbyeMs = 500;

/** A `LinkHop` on the connection of a master `ssh`, which knows the way over jump hosts itself. */
export class MuxHop implements LinkHop {
	readonly client: MuxClient;
	readonly settings: SshSettings;
	readonly #master: Master;
	readonly #askpass: Askpass;
	readonly #clock: Clock;
	#events: HopEvents | undefined;
	#liveness: Liveness | undefined;
	#deadReason: string | undefined;
	#isOver = false;

	constructor(details: {client: MuxClient; master: Master; askpass: Askpass; settings: SshSettings; clock: Clock}) {
		this.client = details.client;
		this.settings = details.settings;
		this.#master = details.master;
		this.#askpass = details.askpass;
		this.#clock = details.clock;
		this.client.watch(
			() => this.#liveness?.noteBytes(),
			() => this.#onSocketEnd(),
		);
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
				this.client.ping(() => {
					if (!this.#isOver) {
						events.onRoundTrip(performance.now() - sentAt);
					}
				});
			},
			onStall: sinceMs => events.onStall(sinceMs),
			onDead: silentMs => this.#die(`nothing was heard for ${Math.round(silentMs / 1000)} s`),
		});
	}

	async close(): Promise<void> {
		this.destroy();
		await new Promise<void>(resolve => {
			const cancel = this.#clock.after(goodbyeMs, resolve);
			void this.#master.ended.then(() => {
				cancel();
				resolve();
			});
		});
	}

	destroy(): void {
		this.#isOver = true;
		this.#liveness?.stop();
		this.#master.end();
		this.#askpass.close();
		this.client.destroy();
	}

	/** ssh ends when its connection does, and says why just before. */
	#onSocketEnd(): void {
		this.#die(this.#master.words().trim().split('\n').at(-1)?.replace(/\.$/, '') || 'ssh ended');
	}

	#die(reason: string): void {
		if (!this.#isOver) {
			this.destroy();
			this.#deadReason = reason;
			this.#events?.onDead(reason);
		}
	}
}
