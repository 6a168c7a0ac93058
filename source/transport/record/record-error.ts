import {messageOf} from '../../lib/message-of.js';
import {redactSecrets} from '../../lib/redact-secrets.js';
import {ConnectionError, type ConnectionStatus} from '../host-connection.js';
import type {RecordedError, RecordedStatus} from './recording.js';

/** An error as data, secrets removed. */
export const recordError = (error: unknown): RecordedError =>
	error instanceof ConnectionError
		? {
				kind: error.kind,
				message: redactSecrets(error.message),
				...(error.remedy === undefined ? {} : {remedy: error.remedy}),
				...(error.raw === undefined ? {} : {raw: redactSecrets(error.raw)}),
			}
		: {kind: 'protocol', message: redactSecrets(messageOf(error))};

export const recordStatus = (status: ConnectionStatus): RecordedStatus =>
	status.state === 'refused' ? {state: status.state, error: recordError(status.error)} : {...status};

/** The error again. */
export const errorOf = (host: string, {kind, message, remedy, raw}: RecordedError): ConnectionError =>
	new ConnectionError({
		kind,
		host,
		message,
		...(remedy === undefined ? {} : {remedy}),
		...(raw === undefined ? {} : {raw}),
	});
