import type {SideView} from './state.js';

/**
Who may be continued or ended: the one table that says so, for every QEMU version.

Why it is so strict:
- a source's `completed` proves nothing: a destination may have exited, or be stuck, after the last byte was accepted;
- `cont` on a source that completed starts a second copy up to QEMU 6.2 (image locks are not taken again), so a source is only
  continued once the destination's process is known to be gone;
- no contact is not the same as gone.
*/
export type Decision =
	/** Nothing to do but look again. */
	| {readonly act: 'wait'; readonly reason: string}
	/** The destination runs the guest (or holds it paused, where it was paused before). */
	| {readonly act: 'arrived'; readonly reason: string}
	/** It was started stopped and has everything. */
	| {readonly act: 'continue-destination'; readonly reason: string}
	/** The destination must not come to life any more. */
	| {readonly act: 'end-destination'; readonly reason: string}
	/** The guest is stopped at its source and there is no other copy. */
	| {readonly act: 'continue-source'; readonly reason: string}
	/** The guest is where it was before. */
	| {readonly act: 'stayed'; readonly reason: string}
	/** The guest's own process ended on its source before it had arrived. */
	| {readonly act: 'lost'; readonly reason: string};

export type Situation = {
	readonly source: SideView;
	readonly destination: SideView;
	readonly expectRunning: boolean;
	/** The destination was started with `-S`. */
	readonly isDestinationStopped: boolean;
	/** vmferry started the destination, so vmferry may end it. */
	readonly isDestinationOurs: boolean;
	/**
	Nothing more comes, and it has answered for a while that it runs nothing. Only said of QEMU below 1.0, which stays where a
	later one ends by itself.
	*/
	readonly isDestinationStuck: boolean;
	/** `migrate` was sent to the source. Before that its migration status speaks of an earlier migration. */
	readonly isSent: boolean;
	/** `stop` was given to the source for a move offline. */
	readonly isSourceStoppedByUs: boolean;
	/** The guest may have run on the destination, so the memory at the source is of the past. */
	readonly isPostCopy: boolean;
};

const wait = (reason: string): Decision => ({act: 'wait', reason});

/** After an arrival with `-S` QEMU says `paused`, and 1.0 to 1.2 say `prelaunch`; while it waits or loads, `inmigrate`. */
const isLoadedAndStopped = ({destination: {status}, isDestinationStopped}: Situation): boolean =>
	status?.runState === 'paused' || (isDestinationStopped && status?.runState === 'prelaunch');

/** Whether the destination answers that it holds the guest. One that runs has it, also where it was to stay paused. */
export const hasArrived = (situation: Situation): boolean => {
	const {destination, expectRunning} = situation;
	return (
		destination.contact === 'ok' &&
		destination.process === 'alive' &&
		(destination.status?.running === true || (!expectRunning && isLoadedAndStopped(situation)))
	);
};

const decideCompleted = (situation: Situation): Decision => {
	const {source, destination, expectRunning} = situation;
	if (source.status?.running === true) {
		return destination.process === 'gone'
			? {act: 'stayed', reason: 'the guest runs at its source again'}
			: wait('the source says completed and running at once: nothing may be continued or ended');
	}

	if (hasArrived(situation)) {
		return {act: 'arrived', reason: 'the destination holds the guest'};
	}

	if (destination.contact === 'lost') {
		return wait('the copy is complete and the destination does not answer: nothing may be continued or ended now');
	}

	if (destination.process === 'gone') {
		if (expectRunning && source.contact === 'lost') {
			return wait('the destination ended without the guest, and the source does not answer');
		}

		return expectRunning
			? {act: 'continue-source', reason: 'the destination ended without the guest'}
			: {act: 'stayed', reason: 'the destination ended without the guest, which was paused at its source'};
	}

	if (situation.isDestinationStuck && situation.isDestinationOurs) {
		return {act: 'end-destination', reason: 'it has everything and did not start the guest'};
	}

	return situation.isDestinationStopped && expectRunning && isLoadedAndStopped(situation)
		? {act: 'continue-destination', reason: 'the destination has everything and was started stopped'}
		: wait(`the copy is complete and the destination answers ${destination.status?.runState ?? 'nothing yet'}`);
};

const decideFailed = (situation: Situation): Decision => {
	const {source, destination, expectRunning} = situation;
	const isRunningAtSource = source.status?.running === true;
	if (source.contact === 'lost') {
		return wait('the source does not answer');
	}

	if (destination.process !== 'gone') {
		if (destination.contact === 'lost' || destination.process === 'unknown') {
			return isRunningAtSource && !situation.isDestinationOurs
				? {act: 'stayed', reason: 'the guest runs at its source'}
				: wait('the destination does not answer, so it cannot be ended yet');
		}

		if (destination.status?.running === true) {
			return wait('the destination answers running: nothing may be continued or ended');
		}

		if (situation.isDestinationOurs) {
			return {act: 'end-destination', reason: 'it waits for a guest that does not come'};
		}

		// Started by hand: it is the person's to end, and while it lives a stopped source stays stopped.
		return isRunningAtSource || !expectRunning
			? {act: 'stayed', reason: 'the guest is at its source'}
			: wait('the guest is stopped at its source while the destination that was started by hand still lives');
	}

	if (isRunningAtSource || !expectRunning) {
		return {act: 'stayed', reason: 'the guest is at its source'};
	}

	return source.status === undefined
		? wait('the source has not said whether the guest runs')
		: {act: 'continue-source', reason: 'the guest is stopped at its source and there is no other copy'};
};

const decideSourceGone = (situation: Situation): Decision => {
	const {destination} = situation;
	if (hasArrived(situation)) {
		return {act: 'arrived', reason: 'the destination holds the guest and the source has ended'};
	}

	if (destination.process === 'gone') {
		return {act: 'lost', reason: 'the source ended before the guest had arrived'};
	}

	// It may still be loading the only copy there is: the source may have sent its last byte after it was last seen. One that got
	// a part only sees the end of the stream and ends by itself.
	return situation.isDestinationOurs && situation.isDestinationStuck
		? {act: 'end-destination', reason: 'it waits for a guest that does not come'}
		: wait('the source has ended; what the destination holds is not known yet');
};

/** Nothing was sent, so there is no other copy; only a guest that was stopped for the move has to go on. */
const decideStopped = ({source, isSourceStoppedByUs}: Situation): Decision => {
	if (!isSourceStoppedByUs) {
		return {act: 'stayed', reason: 'the guest was not touched'};
	}

	if (source.process === 'gone') {
		return {act: 'lost', reason: 'the source ended'};
	}

	if (source.contact === 'lost' || source.status === undefined) {
		return wait('the source has not said whether the guest runs');
	}

	return source.status.running
		? {act: 'stayed', reason: 'the guest runs at its source'}
		: {act: 'continue-source', reason: 'it was stopped for a move that does not come about'};
};

/**
The guest may run on the destination, with a part of its memory still at the source. Both are needed until the source says
`completed`; the source is never continued any more, since the guest's disks have gone on without it.
*/
const decidePostCopy = (situation: Situation): Decision => {
	const {source, destination} = situation;
	const {status} = source.migration ?? {};
	if (source.process === 'gone') {
		return destination.process === 'gone' || destination.migration?.status?.startsWith('postcopy') === true
			? {act: 'lost', reason: 'a part of its memory was only at the source, which has ended'}
			: hasArrived(situation)
				? {act: 'arrived', reason: 'the destination has everything and the source has ended'}
				: wait('the source has ended; what the destination holds is not known yet');
	}

	// QEMU itself resumes a source whose destination failed before the guest ran there.
	if (source.contact === 'ok' && source.status?.running === true && (status === 'failed' || status === 'cancelled')) {
		return decideFailed(situation);
	}

	if (status === 'completed' && hasArrived(situation)) {
		return {act: 'arrived', reason: 'the destination has everything'};
	}

	// Before the destination runs the guest the source may still take it back by itself.
	const mayComeBack =
		['setup', 'active', 'cancelling', 'postcopy-device', undefined].includes(status) || source.contact === 'lost';
	if (destination.process === 'gone' && !mayComeBack) {
		return {act: 'lost', reason: 'the guest had gone on at the destination, which has ended'};
	}

	return status === 'postcopy-paused'
		? wait('the link between the hosts broke: both QEMUs keep what they have until it is recovered')
		: wait('the guest runs on the destination and its memory follows');
};

/** `migrate` was never sent: the guest is untouched, and only a destination of ours is in the way. */
const decideUnsent = (situation: Situation): Decision => {
	const {destination, isDestinationOurs} = situation;
	if (!isDestinationOurs || destination.process === 'gone') {
		return decideStopped(situation);
	}

	return destination.contact === 'lost'
		? wait('the destination does not answer, so it cannot be ended yet')
		: {act: 'end-destination', reason: 'it waits for a guest that does not come'};
};

/** What the state of both sides allows. */
export const decide = (situation: Situation): Decision => {
	const {source} = situation;
	if (!situation.isSent) {
		return decideUnsent(situation);
	}

	if (situation.isPostCopy) {
		return decidePostCopy(situation);
	}

	if (source.process === 'gone') {
		return decideSourceGone(situation);
	}

	switch (source.migration?.status) {
		case 'completed':
			return decideCompleted(situation);
		case 'failed':
		case 'cancelled':
			return decideFailed(situation);
		default:
			return wait('the copy goes on');
	}
};

/** Why the source's empty process may not be ended now; `undefined` when it may. */
export const releaseRefusal = (situation: Situation): string | undefined => {
	const {source, destination} = situation;
	if (!hasArrived(situation)) {
		const {contact, process, status} = destination;
		const answer = contact === 'lost' ? 'nothing' : (status?.runState ?? 'nothing');
		return `the destination does not hold the guest: ${process === 'gone' ? 'its process is gone' : `it answers ${answer}`}`;
	}

	return source.status?.running === true ? 'the source answers running: there are two copies' : undefined;
};
