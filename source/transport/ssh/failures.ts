import {messageOf} from '../../lib/message-of.js';
import {ConnectionError, type ConnectionStatus, type Question} from '../host-connection.js';

/** Troubles that no waiting mends: asking again by itself would lock accounts or wear down a person's care. */
export const isFinal = (error: ConnectionError): boolean =>
	!['unreachable', 'timeout', 'lost', 'channel-refused'].includes(error.kind);

/** Whatever was thrown, as an error that says which host it is about. */
export const toConnectionError = (host: string, error: unknown): ConnectionError =>
	error instanceof ConnectionError
		? error
		: new ConnectionError({
				kind: 'protocol',
				host,
				message: `The connection to ${host} failed in a way that vmferry does not know.`,
				raw: messageOf(error),
			});

/** A question in short, for the status. */
export const questionText = (question: Question): string => {
	switch (question.kind) {
		case 'secret':
			return question.prompt;
		case 'host-key':
			return `Is the host key ${question.fingerprint} right?`;
		case 'backend':
			return 'Use the ssh of this machine?';
	}
};

/** Nothing can be asked of a host just now: why, and that nothing was done. */
export const notConnected = (host: string, status: ConnectionStatus): ConnectionError =>
	status.state === 'refused'
		? status.error
		: new ConnectionError({
				kind: 'unreachable',
				host,
				message: `There is no connection to ${host} just now${status.state === 'reconnecting' ? ` (${status.why})` : ''}; nothing was sent.`,
				remedy: 'Wait until it is connected again, and look at what is true there before you repeat it.',
			});
