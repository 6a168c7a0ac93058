import type {Guest} from '../domain/guest.js';
import type {Host} from '../domain/host.js';
import {mergeHistories} from '../domain/line-history.js';
import type {FactAction} from './action.js';
import type {AppState} from './state.js';
import {openSides} from './transcript/open-sides.js';
import {growTranscript} from './transcript/transcript.js';

const changeHost = (state: AppState, name: string, change: (host: Host) => Host): AppState => {
	const index = state.hosts.findIndex(host => host.name === name);
	const host = state.hosts[index];
	if (host === undefined) {
		return state;
	}

	const changed = change(host);
	return changed === host ? state : {...state, hosts: state.hosts.with(index, changed)};
};

const changeGuest = (guests: readonly Guest[], key: string, change: Partial<Guest>): readonly Guest[] | undefined => {
	const index = guests.findIndex(guest => guest.key === key);
	const guest = guests[index];
	return guest === undefined ? undefined : guests.with(index, {...guest, ...change});
};

/** What the engine found out. Facts of hosts and guests that are not there any more are dropped. */
export const reduceFact = (state: AppState, action: FactAction): AppState => {
	switch (action.kind) {
		case 'host-changed':
			return changeHost(state, action.name, host => ({...host, ...action.change}));
		case 'guests-listed':
			return changeHost(state, action.host, host => ({...host, guests: action.guests}));
		case 'guest-changed':
			return changeHost(state, action.host, host => {
				const guests = changeGuest(host.guests, action.key, action.change);
				return guests === undefined ? host : {...host, guests};
			});
		case 'transcript-grew':
			return growTranscript(state, action.key, action.entries);
		case 'migration-changed':
			return state.migration === action.migration ? state : openSides({...state, migration: action.migration});
		case 'question-asked':
			return {...state, questions: [...state.questions, action.question]};
		case 'question-answered':
			return {...state, questions: state.questions.filter(({id}) => id !== action.id)};
		case 'history-read': {
			const {histories} = state.ui;
			const merged = mergeHistories(action.lines, histories[action.language]);
			return {...state, ui: {...state.ui, histories: {...histories, [action.language]: merged}}};
		}

		case 'clock':
			return state.nowMs === action.nowMs ? state : {...state, nowMs: action.nowMs};
		default: {
			const never: never = action;
			return never;
		}
	}
};
