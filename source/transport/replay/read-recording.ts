import {messageOf} from '../../lib/message-of.js';
import {type RecordedLine, type RecordingHeader, recordingVersion} from '../record/recording.js';

export type ReadRecording = {
	readonly startedAtMs: number;
	/** In the order in which they were first named. */
	readonly hosts: readonly string[];
	readonly lines: readonly RecordedLine[];
};

/** Reads a recording. A last line that a crash cut off is left out. Throws an `Error` with the line's number. */
export const readRecording = (text: string): ReadRecording => {
	const rows = text.split('\n');
	const parse = (row: string, index: number): unknown => {
		try {
			return JSON.parse(row);
		} catch (error) {
			throw new Error(`Line ${index + 1} of the recording is no JSON object: ${messageOf(error)}`);
		}
	};

	// Complete lines end with a line feed.
	const [first, ...rest] = rows.slice(0, -1).map(parse);
	const header = first as RecordingHeader | undefined;
	if (header?.event !== 'recording' || header.version !== recordingVersion) {
		throw new Error('This is no recording of vmferry, or one of another version.');
	}

	// Written by ourselves with these types, and of this version.
	const lines = rest as readonly RecordedLine[];
	return {startedAtMs: header.startedAtMs, hosts: [...new Set(lines.map(({host}) => host))], lines};
};
