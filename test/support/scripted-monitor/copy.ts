/**
One migration between two scripted QEMUs. It goes on by being looked at: each time the source is asked for its migration the
copy makes a step, so a test needs no time and knows exactly where it stands.
*/
import type {MigrationView, Ram, ScriptedQemu} from './qemu.js';
import {isBelow, isSince} from './release.js';

export type CopyScript = {
	/** How many looks the copying takes. */
	readonly passes: number;
	/** How many looks after the source's end the destination takes to load. */
	readonly loadLooks: number;
	/** Where the copy stops until `release`: at the given pass, or with everything sent and nothing loaded. */
	readonly holdAt: number | 'loading' | undefined;
	/** What becomes of the destination instead of a running guest. */
	readonly destination:
		| {readonly kind: 'arrives'}
		/** It ends during the given pass. */
		| {readonly kind: 'ends-in-pass'; readonly pass: number; readonly exitCode: number; readonly errorOutput: string}
		/** It ends when it has everything. */
		| {readonly kind: 'ends-at-load'; readonly exitCode: number; readonly errorOutput: string}
		/** QEMU 0.12 stays, paused. */
		| {readonly kind: 'stays-paused'};
	/** The source's process ends with the last byte. */
	readonly endsSourceWhenSent?: boolean;
	/** A word that the source says once in its place, before the copy is complete. */
	readonly strangeStatus: string | undefined;
};

export const usualCopy: CopyScript = {
	passes: 4,
	loadLooks: 2,
	holdAt: undefined,
	destination: {kind: 'arrives'},
	strangeStatus: undefined,
};

const totalBytes = 528 * 1024 ** 2;

export class Copy {
	readonly source: ScriptedQemu;
	readonly target: ScriptedQemu | undefined;
	#script: CopyScript;
	/** The guest ran when the copy began. */
	readonly wasRunning: boolean;
	#state: 'copying' | 'loading' | 'over' = 'copying';
	#looks = 0;
	#isHeld = false;
	#isReleased = false;
	#hasSaidStrangeWord = false;

	constructor(source: ScriptedQemu, target: ScriptedQemu | undefined, script: CopyScript) {
		this.source = source;
		this.target = target;
		this.#script = script;
		this.wasRunning = source.isRunning;
		source.setMigration({status: 'setup'});
		if (target) {
			target.setMigration({...target.migration, status: 'active'});
			// The loading is no coroutine below 1.3: the main loop stands still.
			if (isBelow(target.release, 1, 3)) {
				target.isSilent = true;
			}
		}
	}

	get isHeld(): boolean {
		return this.#isHeld;
	}

	get isOver(): boolean {
		return this.#state === 'over';
	}

	/** Goes on from where the script holds it. */
	release(): void {
		this.#isReleased = true;
		this.#isHeld = false;
	}

	/** Somebody asks the source (or, while it loads, the destination) for its migration. */
	look(qemu: ScriptedQemu): void {
		if (this.#state === 'over' || (qemu !== this.source && this.#state === 'copying')) {
			return;
		}

		if (this.#state === 'loading') {
			if (this.#script.holdAt === 'loading' && !this.#isReleased) {
				this.#isHeld = true;
			} else if (++this.#looks >= this.#script.loadLooks) {
				this.#loaded();
			}

			return;
		}

		if (!this.target) {
			this.#fail("Failed to connect to '192.168.12.46:4449': Connection refused");
			return;
		}

		const {holdAt, destination, passes, strangeStatus} = this.#script;
		if (this.#looks === holdAt && !this.#isReleased) {
			this.#isHeld = true;
			return;
		}

		this.#looks++;
		if (destination.kind === 'ends-in-pass' && this.#looks === destination.pass) {
			this.target.end(destination.exitCode, destination.errorOutput);
			return;
		}

		if (this.#looks <= passes) {
			this.source.setMigration({status: 'active', ram: this.#ram(this.#looks)});
			if (this.source.capabilities.get('events') === true) {
				this.source.emit('MIGRATION_PASS', {pass: this.#looks});
			}

			return;
		}

		if (strangeStatus !== undefined && !this.#hasSaidStrangeWord) {
			this.#hasSaidStrangeWord = true;
			this.source.setMigration({status: strangeStatus, ram: this.#ram(passes)});
			return;
		}

		this.#sent();
	}

	/** The destination will end when it has everything; 0.12 stays, paused. */
	failAtLoad(): void {
		const isOld = this.target !== undefined && isBelow(this.target.release, 0, 13);
		this.#script = {
			...this.#script,
			destination: isOld
				? {kind: 'stays-paused'}
				: {kind: 'ends-at-load', exitCode: 1, errorOutput: 'load of migration failed\n'},
		};
	}

	/** Nobody looks, and it ends all the same. */
	finish(): void {
		this.release();
		while (this.#state !== 'over') {
			this.look(this.source);
		}
	}

	cancel(): void {
		if (this.#state !== 'copying') {
			return;
		}

		this.#state = 'over';
		this.source.setMigration({status: 'cancelled'});
		this.#streamEnds();
	}

	/** One of the two processes is no more. */
	ended(qemu: ScriptedQemu): void {
		const before = this.#state;
		if (qemu === this.target) {
			if (before === 'copying') {
				this.#fail('Unable to write to socket: Connection reset by peer');
			}

			this.#state = 'over';
		} else if (qemu === this.source && before === 'copying') {
			this.#state = 'over';
			this.#streamEnds();
		}
	}

	#ram(pass: number): Ram {
		const {passes} = this.#script;
		return {
			totalBytes,
			remainingBytes: Math.round((totalBytes * (passes + 1 - pass)) / (passes + 1)),
			transferredBytes: Math.round((totalBytes * pass * 1.1) / (passes + 1)),
			pass,
			dirtyPagesPerSecond: pass < 2 ? 0 : 1200,
		};
	}

	#fail(error: string): void {
		this.#state = 'over';
		if (this.wasRunning && this.source.isAlive && !this.source.isRunning) {
			this.source.setRunState('running');
		}

		this.source.setMigration({status: 'failed', error});
	}

	/** The destination sees the end of a stream that was not complete. */
	#streamEnds(): void {
		const {target} = this;
		if (!target?.isAlive) {
			return;
		}

		target.isSilent = false;
		if (isBelow(target.release, 0, 13)) {
			target.setRunState('paused');
		} else {
			target.end(isBelow(target.release, 1, 5) ? 0 : 1, 'load of migration failed: Input/output error\n');
		}
	}

	/** The last byte is out. */
	#sent(): void {
		const {destination} = this.#script;
		const {source, target} = this;
		source.setRunState(isSince(source.release, 1, 0) ? 'postmigrate' : 'paused');
		const hasReturnPath = source.capabilities.get('return-path') === true;
		this.#looks = 0;
		this.#state = 'loading';
		if (hasReturnPath && destination.kind === 'ends-at-load') {
			target?.end(destination.exitCode, destination.errorOutput);
			this.#fail('Sibling indicated error 1');
			return;
		}

		if (this.#script.endsSourceWhenSent) {
			source.end(undefined);
			return;
		}

		const ram = {...this.#ram(this.#script.passes), remainingBytes: 0, dirtyPagesPerSecond: 0};
		const view: MigrationView = {status: 'completed', ram};
		source.setMigration(view);
	}

	/** The destination has read everything. */
	#loaded(): void {
		const {target} = this;
		const {destination} = this.#script;
		this.#state = 'over';
		if (!target?.isAlive) {
			return;
		}

		if (destination.kind === 'ends-at-load') {
			target.end(destination.exitCode, destination.errorOutput);
			return;
		}

		if (destination.kind === 'stays-paused') {
			target.setRunState('paused');
		} else if (target.isStartedStopped) {
			// Since 1.3 it says paused; before, that it was not started yet.
			target.setRunState(isSince(target.release, 1, 0) && isBelow(target.release, 1, 3) ? 'prelaunch' : 'paused');
		} else {
			// Whether the guest ran travels with it only since 2.4.
			target.setRunState(this.wasRunning || isBelow(target.release, 2, 4) ? 'running' : 'paused');
			target.setMigration(isSince(target.release, 2, 11) ? {status: 'completed'} : {});
		}

		target.isSilent = false;
	}
}
