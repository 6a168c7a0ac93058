import {endProcess} from '../end-process.js';
import {errorOutputOf, observeSide} from '../observe-side.js';
import type {Performer} from './performer.js';

/** Clears away the destination that vmferry started; never one that answers `running`. */
export const endDestination: Performer = async ({context, state}) => {
	const side = context.destinationSide(state);
	if (!side) {
		return {kind: 'observed', destination: {contact: 'ok', process: 'gone'}};
	}

	const before = await observeSide(side, 'destination', context, state);
	if (before.status?.running === true) {
		return {kind: 'observed', destination: before};
	}

	const found = before.process === 'gone' ? 'gone' : await endProcess(side, context.clock, ['TERM', 'KILL']);
	if (found === 'gone') {
		const words = await errorOutputOf(side, state);
		const isEndedByUs = before.process !== 'gone';
		return {kind: 'observed', destination: {...before, ...words, contact: 'ok', process: 'gone', isEndedByUs}};
	}

	return found === 'unknown'
		? {kind: 'observed', destination: {contact: 'lost'}}
		: {
				kind: 'mishap',
				effect: 'end-destination',
				problem: {
					kind: 'destination-not-ended',
					name: state.plan.guestName,
					host: state.plan.destination.host,
					pid: side.process.pid,
					raw: '',
				},
			};
};
