import {inputScope} from '../store/selectors/input-scope.js';
import {type Line, line} from '../store/selectors/line.js';
import type {AppState} from '../store/state.js';
import {intents} from './index.js';
import {type Intent, intentGroups} from './intent.js';

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

const lineEditing =
	'Left, Right, Home, End, Ctrl+A E B F W U K D, Alt+B F edit the line; Up and Down recall earlier ones';

/** The help's text, a paragraph a key. */
export const helpLines = (): readonly Line[] =>
	intentGroups.flatMap(group => [
		line(group, 'strong'),
		...intents
			.filter(intent => intent.group === group)
			.map(({keyLabel, title}) => line(`${keyLabel.padEnd(10)} ${title}`, 'plain', 2, 11)),
		...(group === 'Monitor' ? [line(`${'editing'.padEnd(10)} ${lineEditing}`, 'plain', 2, 11)] : []),
	]);

/** The readme's table of keys. */
export const keyTable = (): string =>
	[
		'| Key | What it does |',
		'|---|---|',
		...intents.map(
			({keyLabel, title}) =>
				`| ${keyLabel
					.split(' ')
					.map(key => `\`${key}\``)
					.join(' ')} | ${title} |`,
		),
	].join('\n');
