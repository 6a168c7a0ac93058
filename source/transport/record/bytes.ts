import {Buffer} from 'node:buffer';
import {redactSecrets} from '../../lib/redact-secrets.js';
import type {RecordedBytes} from './recording.js';

/** Bytes read as one character each, so that patterns may look at text with anything between. */
export const asLatin1 = (data: string | Uint8Array): string => Buffer.from(data).toString('latin1');

/** What a file may hold of bytes, secrets removed. */
export const recordBytes = (latin1: string): RecordedBytes => {
	const bytes = Buffer.from(redactSecrets(latin1), 'latin1');
	const text = bytes.toString('utf8');
	return Buffer.from(text).equals(bytes) ? {text} : {base64: bytes.toString('base64')};
};

/** The bytes again; `undefined` where they were removed. */
export const readBytes = (recorded: RecordedBytes): Buffer | undefined => {
	if ('text' in recorded) {
		return Buffer.from(recorded.text);
	}

	return 'base64' in recorded ? Buffer.from(recorded.base64, 'base64') : undefined;
};
