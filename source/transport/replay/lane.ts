import type {RecordedLine} from '../record/recording.js';

const calls = new Set<RecordedLine['event']>(['connect', 'run', 'start', 'open', 'sent', 'end', 'close', 'disconnect']);

/** Whether the program itself does this; everything else comes to it. */
export const isCall = ({event}: RecordedLine): boolean => calls.has(event);

/** What may be missing at the end: our own hanging up, and what followed from it. */
const isFarewell = ({event}: RecordedLine): boolean =>
	event === 'end' || event === 'close' || event === 'closed' || event === 'disconnect' || event === 'status';

/** The events of one connection, or of one script or stream on it, in their order. */
export class Lane {
	readonly host: string;
	readonly #lines: readonly RecordedLine[];
	#at = 0;
	#onEvent: ((line: RecordedLine) => void) | undefined;

	constructor(host: string, lines: readonly RecordedLine[]) {
		this.host = host;
		this.#lines = lines;
	}

	get head(): RecordedLine | undefined {
		return this.#lines[this.#at];
	}

	/** What can happen now without the program's doing; nothing before the lane is listened to. */
	get due(): RecordedLine | undefined {
		const {head} = this;
		return head && this.#onEvent && !isCall(head) ? head : undefined;
	}

	/** Whether only the end of it is left. */
	get isPlayed(): boolean {
		return this.rest.every(isFarewell);
	}

	get rest(): readonly RecordedLine[] {
		return this.#lines.slice(this.#at);
	}

	/** Goes past the head. */
	advance(): void {
		this.#at += 1;
	}

	/** Who is told what comes. */
	listen(onEvent: (line: RecordedLine) => void): void {
		this.#onEvent = onEvent;
	}

	deliver(): void {
		const {head} = this;
		if (head) {
			this.advance();
			this.#onEvent?.(head);
		}
	}

	/** The program has hung up: nothing comes any more. */
	end(): void {
		this.#at = this.#lines.length;
	}
}
