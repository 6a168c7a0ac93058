import {shellQuote} from '../../lib/shell-quote.js';

const word = (text: string) => (/^[\w@%+=:,./[\]-]+$/.test(text) ? text : shellQuote(text));

/** What a person may type to do something by hand. ssh takes a port in a destination only as a URI. */
export const sshCommand = (
	destination: string,
	command: readonly string[],
	options: readonly string[] = [],
): string => {
	const hasPort = /^([^:]*|.*\]):\d+$/.test(destination) && !destination.startsWith('ssh://');
	// What stands behind the destination is read by two shells: ours and the host's.
	const remote = command.length === 0 ? [] : [word(command.map(part => word(part)).join(' '))];
	return ['ssh', ...options, word(hasPort ? `ssh://${destination}` : destination), ...remote].join(' ');
};
