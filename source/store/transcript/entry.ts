import type {TranscriptEntry} from '../state.js';

/** What depends on nothing but an entry, and would be asked for at every frame, is remembered as long as the entry. */
const splitLines = new WeakMap<TranscriptEntry, readonly string[]>();

/** The lines of an entry as QEMU broke them. */
export const linesOf = (entry: TranscriptEntry): readonly string[] => {
	const known = splitLines.get(entry);
	if (known !== undefined) {
		return known;
	}

	const lines = entry.text.split('\n');
	splitLines.set(entry, lines);
	return lines;
};

/** `STOP` of an event's text, `STOP {"…": …}`; `undefined` for what is no event. */
export const eventNameOf = ({kind, text}: TranscriptEntry): string | undefined =>
	kind === 'event' ? (text.split(' ', 1)[0] ?? text) : undefined;

/** A longer reply is folded. */
const longestUnfolded = 20;
/** What is shown of a folded one; then comes the line that says how many there are. */
export const linesOfFolded = 10;

const isLong = (entry: TranscriptEntry): boolean =>
	(entry.kind === 'reply' || entry.kind === 'error') && linesOf(entry).length > longestUnfolded;

/** @param unfolded The ids of the long entries that are shown whole. */
export const isFolded = (entry: TranscriptEntry, unfolded: readonly number[]): boolean =>
	isLong(entry) && !unfolded.includes(entry.id);

/** Lines that an entry takes before any is broken to a width, its fold line among them. */
export const shownLineCount = (entry: TranscriptEntry, unfolded: readonly number[]): number =>
	isFolded(entry, unfolded) ? linesOfFolded + 1 : linesOf(entry).length;

export const withFoldToggled = (entry: TranscriptEntry, unfolded: readonly number[]): readonly number[] =>
	!isLong(entry)
		? unfolded
		: unfolded.includes(entry.id)
			? unfolded.filter(id => id !== entry.id)
			: [...unfolded, entry.id];

/** The latest long entry up to an index, folded or not. */
export const lastLong = (entries: readonly TranscriptEntry[]): TranscriptEntry | undefined => entries.findLast(isLong);
