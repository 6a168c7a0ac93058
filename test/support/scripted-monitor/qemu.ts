import {capabilityNames, isBelow, isSince, type Release, releaseOf, type ScriptedVersion} from './release.js';

/** What a QEMU counts while it sends its memory. */
export type Ram = {
	readonly totalBytes: number;
	readonly remainingBytes: number;
	readonly transferredBytes: number;
	readonly pass: number;
	readonly dirtyPagesPerSecond: number;
};

export type MigrationView = {
	readonly status?: string | undefined;
	readonly error?: string | undefined;
	readonly ram?: Ram | undefined;
	/** Addresses on which an incoming side listens. */
	readonly listensOn?: string | undefined;
};

/** What happens around a scripted QEMU; the world of the test stands behind it. */
export type Surroundings = {
	/** A `migrate` was accepted: connects and copies. */
	readonly startCopy: (source: ScriptedQemu, uri: string) => void;
	readonly cancelCopy: (source: ScriptedQemu) => void;
	/** Called before a migration's state is told, so that a copy goes on by being looked at and by nothing else. */
	readonly beforeQuery: (qemu: ScriptedQemu) => void;
	readonly listen: (qemu: ScriptedQemu, uri: string) => string | undefined;
	readonly beforeCont: (qemu: ScriptedQemu) => void;
	readonly beforeQuit: (qemu: ScriptedQemu) => void;
	readonly onEnd: (qemu: ScriptedQemu) => void;
	/** Something that no right client does. */
	readonly complain: (text: string) => void;
	readonly onChange: () => void;
};

export type QmpEvent = {readonly event: string; readonly data?: Readonly<Record<string, unknown>>};

/** One QEMU process as its monitors see it: a small state machine that knows its own version. */
export class ScriptedQemu {
	readonly label: string;
	readonly release: Release;
	readonly commandLine: readonly string[];
	readonly #surroundings: Surroundings;
	readonly #listeners = new Set<(event: QmpEvent) => void>();
	/** Every command of every client, in order: the HMP line, or the QMP name with its arguments. */
	readonly received: string[] = [];
	/** Refusals that the test wants said, by command name; each is said once. */
	readonly refusals = new Map<string, string>();
	readonly capabilities: Map<string, boolean>;
	runState: string;
	migration: MigrationView = {};
	/** Bytes per second, as this version understood what it was told. */
	speed: number;
	downtimeLimitMs: number;
	exitCode: number | undefined;
	/** What it printed before its end. */
	errorOutput = '';
	isAlive = true;
	/** TCG otherwise. */
	hasKvm = true;
	/** It has run the guest at some time. */
	hasRun = false;
	/** Runs with each command before it is performed. */
	onReceive: ((command: string) => void) | undefined;
	/** Runs when `migrate` is accepted, before it connects. */
	beforeMigrate: (() => void) | undefined;
	/** `quit` is accepted and nothing comes of it, as with a process that hangs in its storage. */
	ignoresQuit = false;
	/** The process hangs: nothing is read or answered. QEMU below 1.3 does so while it loads. */
	#isSilent = false;
	readonly #onWake = new Set<() => void>();

	constructor(options: {
		label: string;
		version: ScriptedVersion;
		commandLine: readonly string[];
		surroundings: Surroundings;
	}) {
		this.label = options.label;
		this.release = releaseOf(options.version);
		this.commandLine = options.commandLine;
		this.#surroundings = options.surroundings;
		this.capabilities = new Map(capabilityNames(this.release).map(name => [name, false]));
		this.speed = isSince(this.release, 5, 2) ? 128 * 1024 ** 2 : 32 * 1024 ** 2;
		this.downtimeLimitMs = isSince(this.release, 2, 5) ? 300 : 30;
		this.runState = this.incoming === undefined ? 'running' : 'inmigrate';
		if (this.incoming?.startsWith('tcp:')) {
			this.#listen(this.incoming);
		}
	}

	get incoming(): string | undefined {
		const at = this.commandLine.indexOf('-incoming');
		return at < 0 ? undefined : this.commandLine[at + 1];
	}

	get isStartedStopped(): boolean {
		return this.commandLine.includes('-S');
	}

	/** It ended otherwise than by `quit`. */
	get isKilled(): boolean {
		return !this.isAlive && this.exitCode !== 0;
	}

	get isRunning(): boolean {
		return this.isAlive && this.runState === 'running';
	}

	get isSilent(): boolean {
		return this.#isSilent;
	}

	set isSilent(value: boolean) {
		this.#isSilent = value;
		if (!value) {
			for (const wake of [...this.#onWake]) {
				wake();
			}
		}

		this.#surroundings.onChange();
	}

	/** Below 1.0 there is only running and paused. */
	get shownRunState(): string {
		return isBelow(this.release, 1, 0) && this.runState !== 'running' ? 'paused' : this.runState;
	}

	onWake(listener: () => void): () => void {
		this.#onWake.add(listener);
		return () => this.#onWake.delete(listener);
	}

	onEvent(listener: (event: QmpEvent) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	emit(event: string, data?: Readonly<Record<string, unknown>>): void {
		for (const listener of [...this.#listeners]) {
			listener(data === undefined ? {event} : {event, data});
		}
	}

	/** Changes the migration, and tells it to whoever asked for events (since 2.4). */
	setMigration(view: MigrationView): void {
		const isNews = view.status !== this.migration.status;
		this.migration = view;
		if (isNews && view.status !== undefined && this.capabilities.get('events') === true) {
			this.emit('MIGRATION', {status: view.status});
		}

		this.#surroundings.onChange();
	}

	setRunState(runState: string): void {
		const wasRunning = this.isRunning;
		this.runState = runState;
		this.hasRun ||= this.isRunning;
		if (wasRunning !== this.isRunning) {
			this.emit(this.isRunning ? 'RESUME' : 'STOP');
		}

		this.#surroundings.onChange();
	}

	note(command: string): void {
		this.received.push(command);
		this.onReceive?.(command);
		this.#surroundings.onChange();
	}

	complain(text: string): void {
		this.#surroundings.complain(`${this.label}: ${text}`);
	}

	/** The words with which a command is to be refused, once. */
	takeRefusal(command: string): string | undefined {
		const refusal = this.refusals.get(command);
		this.refusals.delete(command);
		return refusal;
	}

	queryMigration(): MigrationView {
		this.#surroundings.beforeQuery(this);
		return this.migration;
	}

	#listen(uri: string): string | undefined {
		const problem = this.#surroundings.listen(this, uri);
		if (problem === undefined && isSince(this.release, 4, 0)) {
			this.migration = {...(isSince(this.release, 10, 0) ? {status: 'setup'} : {}), listensOn: uri};
		}

		return problem;
	}

	// What follows are the orders. Each returns the words of a refusal, or nothing.

	migrate(uri: string): string | undefined {
		const {status} = this.migration;
		if (status === 'active' || status === 'setup') {
			return isBelow(this.release, 1, 2) ? 'migration already in progress' : "There's a migration process in progress";
		}

		if (this.runState === 'inmigrate' && isSince(this.release, 2, 2)) {
			return 'Guest is waiting for an incoming migration';
		}

		if (this.runState === 'postmigrate' && isSince(this.release, 6, 0)) {
			return "Can't migrate the vm that was paused due to previous migration";
		}

		this.beforeMigrate?.();
		this.#surroundings.startCopy(this, uri);
		return undefined;
	}

	cancel(): undefined {
		this.#surroundings.cancelCopy(this);
	}

	listenLater(uri: string): string | undefined {
		return this.incoming === 'defer' && this.migration.listensOn === undefined
			? this.#listen(uri)
			: this.incoming === 'defer'
				? 'The incoming migration has already been started'
				: "'-incoming' was not specified on the command line";
	}

	cont(): string | undefined {
		this.#surroundings.beforeCont(this);
		if (this.runState === 'inmigrate') {
			if (isBelow(this.release, 0, 13)) {
				this.complain('cont on a waiting destination started an empty guest');
				this.setRunState('running');
				return undefined;
			}

			return isBelow(this.release, 1, 3)
				? 'An incoming migration is expected before this command can be executed'
				: undefined;
		}

		this.setRunState('running');
		return undefined;
	}

	stop(): undefined {
		if (this.isRunning) {
			this.setRunState('paused');
		}
	}

	/** Somebody typed `quit`. */
	quit(): void {
		this.#surroundings.beforeQuit(this);
		this.end(0);
	}

	/** The process is no more. `exitCode` is undefined for a signal. */
	end(exitCode: number | undefined, errorOutput = ''): void {
		if (!this.isAlive) {
			return;
		}

		this.isAlive = false;
		this.exitCode = exitCode;
		this.errorOutput += errorOutput;
		this.#surroundings.onEnd(this);
		this.#surroundings.onChange();
	}
}
