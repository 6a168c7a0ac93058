import {reachableMonitors} from '../domain/command-line/monitors.js';
import type {Guest} from '../domain/guest.js';
import type {Engine} from '../engine/engine.js';
import {guestsOf} from '../store/shown-monitor.js';
import {untilState} from './until-state.js';

const hasSettled = ({contact, status, managedBy, monitors}: Guest): boolean =>
	status !== undefined ||
	contact.state === 'busy' ||
	contact.state === 'failed' ||
	managedBy !== undefined ||
	reachableMonitors(monitors).length === 0;

/** Waits until every listed guest has said how it is, or cannot. The monitor sessions' own time limits bound it. */
export const settleGuests = (engine: Engine): Promise<void> =>
	untilState(engine.store, state => guestsOf(state).every(hasSettled));
