import {inputScope} from '../store/selectors/input-scope.js';
import {type Line, line} from '../store/selectors/line.js';
import type {AppState} from '../store/state.js';
import {intents} from './index.js';
import {type Intent, intentGroups} from './intent.js';
import {promptKeyRows} from './prompt-keys.js';

export type KeyBarEntry = {readonly keyLabel: string; readonly label: string; readonly isEnabled: boolean};

const labelOf = ({label}: Intent, state: AppState): string | undefined =>
	typeof label === 'function' ? label(state) : label;

/** The keys that can be pressed now, the most wanted first. */
export const keyBar = (state: AppState): readonly KeyBarEntry[] => {
	const scope = inputScope(state);
	return intents.flatMap(intent => {
		const label =
			intent.scopes.includes(scope) && (intent.isMeant?.(state) ?? true) ? labelOf(intent, state) : undefined;
		return label === undefined
			? []
			: {
					keyLabel: intent.keyLabel.split(' ')[0] ?? '',
					label,
					isEnabled: intent.disabledBecause(state) === undefined,
				};
	});
};

const keyRow = ({keyLabel, title}: {readonly keyLabel: string; readonly title: string}): Line =>
	line(`${keyLabel.padEnd(10)} ${title}`, 'plain', 2, 11);

/** The help's text, a paragraph a key. */
export const helpLines = (): readonly Line[] =>
	intentGroups.flatMap(group => [
		line(group, 'strong'),
		...intents.filter(intent => intent.group === group).map(keyRow),
		...(group === 'Monitor' ? promptKeyRows.map(keyRow) : []),
	]);

/** The readme's table of keys. */
export const keyTable = (): string =>
	[
		'| Key | What it does |',
		'|---|---|',
		...[...intents, ...promptKeyRows].map(
			({keyLabel, title}) =>
				`| ${keyLabel
					.split(' ')
					.map(key => `\`${key}\``)
					.join(' ')} | ${title} |`,
		),
	].join('\n');
