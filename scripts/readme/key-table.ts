import {keyTable} from '../../source/intents/describe-keys.js';

const begin = '<!-- keys: made by scripts/update-readme.ts -->';
const end = '<!-- /keys -->';

/** A readme with the console's keys as they are now. Throws where it has no place for them. */
export const withKeyTable = (readme: string): string => {
	const from = readme.indexOf(begin);
	const to = readme.indexOf(end);
	if (from < 0 || to < from) {
		throw new Error(`The readme has no "${begin}" with "${end}" behind it.`);
	}

	return `${readme.slice(0, from + begin.length)}\n\n${keyTable()}\n\n${readme.slice(to)}`;
};
