import {createHash} from 'node:crypto';
import {closeSync, openSync, writeSync} from 'node:fs';
import {messageOf} from '../../lib/message-of.js';
import {type RecordedEvent, type RecordingHeader, recordingVersion} from './recording.js';

/** Takes what passes, for all hosts of a run. */
export type Recording = {
	write(host: string, event: RecordedEvent): void;
	/** A number for a script or stream. */
	nextChannel(): number;
	/** The digest of a script, whose text is written when it is new. */
	digestOf(host: string, script: string): string;
};

const now = (): number => Math.round((performance.timeOrigin + performance.now()) * 10) / 10;

/** Short: it has to tell a few scripts apart, not to resist anybody. */
export const digestOfScript = (script: string): string =>
	createHash('sha256').update(script).digest('hex').slice(0, 16);

/**
A recording in a file that must not exist yet: nothing is ever overwritten, and only its owner may read it. Lines are written at
once, so that a crash leaves all before it. Throws what the file system says.
*/
export class RecordingFile implements Recording {
	#file: number | undefined;
	#problem: string | undefined;
	#channels = 0;
	readonly #digests = new Map<string, string>();

	constructor(path: string) {
		this.#file = openSync(path, 'wx', 0o600);
		const header: RecordingHeader = {event: 'recording', version: recordingVersion, startedAtMs: now()};
		this.#line(header);
	}

	/** Why it ends early: a full disk must not end a migration. */
	get problem(): string | undefined {
		return this.#problem;
	}

	write(host: string, event: RecordedEvent): void {
		this.#line({atMs: now(), host, ...event});
	}

	nextChannel(): number {
		this.#channels += 1;
		return this.#channels;
	}

	digestOf(host: string, script: string): string {
		const known = this.#digests.get(script);
		if (known !== undefined) {
			return known;
		}

		const digest = digestOfScript(script);
		this.#digests.set(script, digest);
		this.write(host, {event: 'script', digest, text: script});
		return digest;
	}

	close(): void {
		if (this.#file !== undefined) {
			closeSync(this.#file);
			this.#file = undefined;
		}
	}

	#line(line: object): void {
		if (this.#file === undefined) {
			return;
		}

		try {
			const bytes = `${JSON.stringify(line)}\n`;
			writeSync(this.#file, bytes);
		} catch (error) {
			this.#problem = messageOf(error);
			this.close();
		}
	}
}
