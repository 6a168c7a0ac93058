/**
The phases of one migration. The names mirror libvirt's Begin, Prepare, Perform, Finish and Confirm.

A migration only moves forward along the first list, or leaves it for one of the endings. That contact was lost is no phase:
it is known per side (`contact`), since QEMU goes on without us and the phase is still the last thing known.
*/
export const forwardPhases = [
	'checking',
	'preparing',
	'starting',
	'pre-copy',
	'post-copy',
	'switchover',
	'finishing',
	'confirming',
	'completed',
] as const;

export type ForwardPhase = (typeof forwardPhases)[number];

export type Phase = ForwardPhase | 'cancelling' | 'rolling-back' | 'cancelled' | 'failed';

/** Nothing follows these. `confirming` waits for a person only, so it counts as ended for whoever waits for the guest. */
export const isFinal = (phase: Phase): boolean => phase === 'completed' || phase === 'cancelled' || phase === 'failed';

/** Phases in which both QEMUs are asked again and again. */
export const isObserving = (phase: Phase): boolean =>
	['starting', 'pre-copy', 'post-copy', 'switchover', 'finishing', 'cancelling', 'rolling-back'].includes(phase);

/** Whether the copy can still be given up with the guest going on at its source. */
export const isCancellable = (phase: Phase): boolean =>
	['checking', 'preparing', 'starting', 'pre-copy'].includes(phase);

/** Where a source's migration status puts the migration; `undefined` for words that say nothing or are not known. */
export const phaseOfStatus = (status: string | undefined): Phase | undefined => {
	switch (status) {
		case 'setup':
		case 'active':
		case 'wait-unplug':
		case 'colo':
			return 'pre-copy';
		case 'postcopy-device':
		case 'postcopy-active':
		case 'postcopy-paused':
		case 'postcopy-recover':
		case 'postcopy-recover-setup':
			return 'post-copy';
		case 'pre-switchover':
		case 'device':
			return 'switchover';
		case 'completed':
			return 'finishing';
		case 'cancelling':
			return 'cancelling';
		case 'failed':
		case 'cancelled':
			return 'rolling-back';
		default:
			return undefined;
	}
};

/** The later of two phases, so that none goes back (2.0 to 2.4 say `active` while they cancel). */
export const laterPhase = (current: Phase, next: Phase): Phase => {
	const order: readonly Phase[] = forwardPhases;
	if (current === 'cancelling') {
		return order.indexOf(next) >= order.indexOf('finishing') || next === 'rolling-back' ? next : current;
	}

	if (next === 'cancelling' || next === 'rolling-back') {
		return order.indexOf(current) <= order.indexOf('switchover') ? next : current;
	}

	return order.indexOf(next) > order.indexOf(current) && order.includes(current) ? next : current;
};
