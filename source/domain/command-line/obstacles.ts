import {type CommandLineOption, listValue, parseList} from './option-syntax.js';

/** Keys that name a file descriptor which only the program that started QEMU could hand over. */
const descriptorKeys = ['fd', 'fds', 'vhostfd', 'vhostfds'] as const;

const obstacleOf = ({name, value}: CommandLineOption): string | undefined => {
	if (name === 'add-fd') {
		return '-add-fd hands over an open file that does not exist on the other host';
	}

	if (name === 'snapshot') {
		return "-snapshot keeps the guest's writes in a temporary file that would be lost";
	}

	if (value === undefined) {
		return undefined;
	}

	const entries = parseList(value);
	const key = descriptorKeys.find(candidate => listValue(entries, candidate) !== undefined);
	return key === undefined
		? undefined
		: `-${name} uses ${key}=, an open file that the program managing the guest handed over`;
};

/** What of a command line cannot be made again on another host, each as the end of "cannot be moved: …". */
export const findObstacles = (options: readonly CommandLineOption[]): readonly string[] =>
	options.flatMap(option => obstacleOf(option) ?? []);
