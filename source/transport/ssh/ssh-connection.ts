import type {Clock} from '../common/clock.js';
import type {Destination} from '../destination.js';
import type {
	ByteStream,
	ConnectionStatus,
	HostConnection,
	ShellOptions,
	ShellResult,
	StreamTarget,
} from '../host-connection.js';
import {LinkKeeper, type LinkKeeperDetails} from './link-keeper.js';
import type {SessionContext} from './open-session.js';
import {SessionSlots} from './session-slots.js';
import {runSshScript, startSshScript} from './ssh-script.js';
import {openSshStream} from './ssh-stream.js';

/** One SSH connection to a host, which comes back by itself when it breaks. */
export class SshConnection implements HostConnection {
	readonly name: string;
	readonly #clock: Clock;
	readonly #keeper: LinkKeeper;
	/** Scripts of a link that broke give their slots back before the next one is there. */
	readonly #slots = new SessionSlots();

	constructor(destination: Destination, details: LinkKeeperDetails) {
		this.name = destination.text;
		this.#clock = details.clock;
		this.#keeper = new LinkKeeper(destination, details);
	}

	get status(): ConnectionStatus {
		return this.#keeper.status.value;
	}

	get warnings(): readonly string[] {
		return this.#keeper.warnings;
	}

	onStatus(listener: (status: ConnectionStatus) => void): () => void {
		return this.#keeper.status.subscribe(listener);
	}

	async connect(): Promise<void> {
		return this.#keeper.connect();
	}

	async runScript(script: string, options: ShellOptions = {}): Promise<ShellResult> {
		return runSshScript(await this.#context(), this.#slots, script, options);
	}

	async startScript(script: string): Promise<ByteStream> {
		return startSshScript(await this.#context(), script);
	}

	async openStream(target: StreamTarget): Promise<ByteStream> {
		return openSshStream(this.name, await this.#keeper.usableLink(), target);
	}

	async close(): Promise<void> {
		return this.#keeper.close();
	}

	async #context(): Promise<SessionContext> {
		return {host: this.name, clock: this.#clock, link: await this.#keeper.usableLink()};
	}
}
