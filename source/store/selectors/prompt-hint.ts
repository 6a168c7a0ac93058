import {placeOf} from '../../domain/json-text/scan-json.js';
import {sanitize} from '../../lib/sanitize.js';
import type {PromptState} from '../prompt/prompt-state.js';
import {type Line, line} from './line.js';

const searchHint = ({search}: PromptState): Line | undefined => {
	if (search === undefined) {
		return undefined;
	}

	const name = search.direction === 'reverse' ? 'search back' : 'search forward';
	return search.hasFailed
		? line(`failed ${name}: ${sanitize(search.query)}`, 'warn')
		: line(`${name}: ${sanitize(search.query)}`, 'strong');
};

/** The one line above the prompt: the search that goes on, why the line was not sent, or what it does. */
export const promptHint = (prompt: PromptState): Line | undefined => {
	const {mistake} = prompt;
	return (
		searchHint(prompt) ??
		(mistake === undefined
			? undefined
			: line(`Not sent. ${placeOf(prompt.text, mistake.at)}: ${sanitize(mistake.why)}.`, 'bad'))
	);
};
