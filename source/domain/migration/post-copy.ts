import type {MigrationState} from './state.js';
import {defaultDowntimeLimitMs, judge} from './verdict.js';

/** Whether the copy can be switched to post-copy now, as far as the person allowed it. */
export const canSwitchToPostCopy = (state: MigrationState): boolean =>
	state.plan.postCopy !== 'off' && state.phase === 'pre-copy' && !state.isPostCopyAsked && !state.isCancelAsked;

/** The link between the hosts broke in post-copy. QEMU (since 3.0) keeps both halves until it is recovered. */
export const isPostCopyPaused = ({phase, source}: MigrationState): boolean =>
	phase === 'post-copy' && source.contact === 'ok' && source.migration?.status === 'postcopy-paused';

/** Whether the policy of the plan asks for the switch now. An order that QEMU refused is not given again by itself. */
export const mustSwitchByItself = (state: MigrationState, atMs: number): boolean => {
	if (!canSwitchToPostCopy(state) || state.source.contact !== 'ok' || state.refusedOrder !== undefined) {
		return false;
	}

	switch (state.plan.postCopy) {
		case 'first-pass':
			return (state.samples.at(-1)?.passNumber ?? 0) >= 2;
		case 'needed': {
			const {samples, movedAtMs, plan} = state;
			const downtimeLimitMs = plan.downtimeLimitMs ?? defaultDowntimeLimitMs;
			return judge({samples, movedAtMs, nowMs: atMs, downtimeLimitMs}).outlook === 'will-not-finish';
		}

		default:
			return false;
	}
};
