import * as v from 'valibot';
import {postCopyPolicies} from '../../domain/migration/mode.js';
import type {MigrationPlan} from '../../domain/migration/plan.js';

const process = v.looseObject({pid: v.number(), startTimeTicks: v.number()});

const incoming = v.picklist(['defer', 'listen']);

const launch = v.variant('kind', [
	v.looseObject({
		kind: v.literal('start'),
		commandLine: v.array(v.string()),
		workingDirectory: v.optional(v.string()),
		changes: v.array(v.looseObject({was: v.optional(v.string()), becomes: v.optional(v.string()), why: v.string()})),
		incoming,
	}),
	v.looseObject({kind: v.literal('waiting'), process, incoming, isStartedStopped: v.boolean()}),
]);

/** Plans of later releases may say more; what is not known here is kept. */
const schema = v.looseObject({
	id: v.string(),
	guestName: v.string(),
	source: v.looseObject({host: v.string(), process}),
	destination: v.looseObject({host: v.string(), address: v.string(), port: v.number(), launch}),
	maxBandwidthBytesPerSecond: v.optional(v.number()),
	downtimeLimitMs: v.optional(v.number()),
	expectRunning: v.boolean(),
	mode: v.picklist(['live', 'offline']),
	arrivesPaused: v.boolean(),
	postCopy: v.picklist(postCopyPolicies),
	release: v.picklist(['ask', 'release', 'keep']),
	warnings: v.array(v.string()),
});

type Written = v.InferOutput<typeof schema>;

/** JSON has no `undefined`: what is absent there is undefined in the plan. */
const planOf = ({destination: {launch: how, ...to}, ...plan}: Written): MigrationPlan => ({
	...plan,
	maxBandwidthBytesPerSecond: plan.maxBandwidthBytesPerSecond,
	downtimeLimitMs: plan.downtimeLimitMs,
	destination: {
		...to,
		launch:
			how.kind === 'start'
				? {
						...how,
						workingDirectory: how.workingDirectory,
						changes: how.changes.map(change => ({...change, was: change.was, becomes: change.becomes})),
					}
				: how,
	},
});

/** A plan that was written down as JSON; `undefined` where the text is none, or one that this release does not understand. */
export const readPlan = (text: string): MigrationPlan | undefined => {
	try {
		const read = v.safeParse(schema, JSON.parse(text));
		return read.success ? planOf(read.output) : undefined;
	} catch {
		return undefined;
	}
};
