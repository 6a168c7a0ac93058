import type {RecordedLine} from '../record/recording.js';

const calls = new Set<RecordedLine['event']>(['connect', 'run', 'start', 'open', 'sent', 'end', 'close', 'disconnect']);

/** Whether the program itself does this; everything else comes to it. */
const isCall = ({event}: RecordedLine): boolean => calls.has(event);

/** What may be missing at the end: our own hanging up, and what followed from it. */
const isFarewell = ({event}: RecordedLine): boolean =>
	event === 'end' || event === 'close' || event === 'closed' || event === 'disconnect' || event === 'status';

/**
The events of one connection, or of one script or stream on it, in their order. The two directions are apart, as they are on a
wire: what the program does may come earlier than recorded, before something that was on its way; what comes to it waits for
everything that the program had done by then.
*/
export class Lane {
	readonly host: string;
	readonly #lines: readonly RecordedLine[];
	#callAt: number;
	#dueAt: number;
	#onEvent: ((line: RecordedLine) => void) | undefined;

	constructor(host: string, lines: readonly RecordedLine[]) {
		this.host = host;
		this.#lines = lines;
		this.#callAt = this.#next(0, true);
		this.#dueAt = this.#next(0, false);
	}

	/** What the program has to do next. */
	get call(): RecordedLine | undefined {
		return this.#lines[this.#callAt];
	}

	/** What can happen now without the program's doing; nothing before the lane is listened to. */
	get due(): RecordedLine | undefined {
		return this.#onEvent && this.#dueAt < this.#callAt ? this.#lines[this.#dueAt] : undefined;
	}

	/** Whether only the end of it is left. */
	get isPlayed(): boolean {
		return this.rest.every(isFarewell);
	}

	/** What has not happened yet. */
	get rest(): readonly RecordedLine[] {
		return this.#lines.filter((line, index) => index >= (isCall(line) ? this.#callAt : this.#dueAt));
	}

	/** The program has done what it had to do next. */
	called(): void {
		this.#callAt = this.#next(this.#callAt + 1, true);
	}

	/** Who is told what comes. */
	listen(onEvent: (line: RecordedLine) => void): void {
		this.#onEvent = onEvent;
	}

	deliver(): void {
		const {due} = this;
		if (due) {
			this.#dueAt = this.#next(this.#dueAt + 1, false);
			this.#onEvent?.(due);
		}
	}

	/** The program has hung up: nothing comes any more. */
	end(): void {
		this.#callAt = this.#lines.length;
		this.#dueAt = this.#lines.length;
	}

	#next(from: number, isWantedCall: boolean): number {
		const index = this.#lines.findIndex((line, at) => at >= from && isCall(line) === isWantedCall);
		return index === -1 ? this.#lines.length : index;
	}
}
