import type {Problem} from '../problem.js';
import {hasPostCopyBegun} from './situation.js';
import type {MigrationState} from './state.js';

const rawWords = ({source, destination}: MigrationState): string =>
	[source.migration?.errorDescription, destination.errorOutput].filter(Boolean).join('\n');

/** Why the copy ended without the guest having moved. */
export const problemOfEnd = (state: MigrationState): Problem | undefined => {
	const {plan, source, destination} = state;
	const names = {name: plan.guestName, source: plan.source.host, destination: plan.destination.host};
	const raw = rawWords(state);
	if (
		hasPostCopyBegun(state) &&
		source.status?.running !== true &&
		(source.process === 'gone' || destination.process === 'gone')
	) {
		return {kind: 'post-copy-lost', ...names, ended: destination.process === 'gone' ? 'destination' : 'source', raw};
	}

	if (state.isSent && source.process === 'gone') {
		return {kind: 'source-lost', ...names, raw};
	}

	if (state.problem !== undefined || state.isCancelAsked) {
		return state.problem;
	}

	if (source.migration?.status === 'completed') {
		return {kind: 'destination-lost', ...names, raw};
	}

	// Nothing was sent: the connection itself did not come about, unless the destination ended for a reason of its own.
	const hasSent = state.samples.some(({transferredBytes}) => (transferredBytes ?? 0) > 0);
	return hasSent || (destination.process === 'gone' && !destination.isEndedByUs)
		? {kind: 'copy-failed', ...names, raw}
		: {
				kind: 'connect-failed',
				...names,
				address: `${plan.destination.address}:${plan.destination.port}`,
				raw,
			};
};
