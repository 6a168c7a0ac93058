import type {HostLoadFacts, HostStaticFacts} from '../protocol/facts.js';
import type {Guest} from './guest.js';

/** The connection to one host, as it is shown. Times are epoch milliseconds of the operator's clock. */
export type HostContact =
	| {readonly state: 'idle'}
	| {readonly state: 'connecting'}
	| {readonly state: 'asking'; readonly question: string}
	| {readonly state: 'ready'; readonly roundTripMs: number | undefined}
	| {readonly state: 'stalled'; readonly sinceMs: number}
	| {readonly state: 'reconnecting'; readonly why: string; readonly nextTryMs: number}
	| {
			readonly state: 'refused';
			readonly message: string;
			readonly remedy: string | undefined;
			readonly raw: string | undefined;
	  }
	| {readonly state: 'closed'};

/** One host with everything known of it. */
export type Host = {
	/** The destination as the person typed it. */
	readonly name: string;
	readonly contact: HostContact;
	readonly facts: HostStaticFacts | undefined;
	readonly load: HostLoadFacts | undefined;
	readonly guests: readonly Guest[];
	/** What of the person's ssh configuration is not followed as written, in sentences. */
	readonly warnings: readonly string[];
	/** When the host last answered; older than a few seconds means that the rest is old too. */
	readonly heardAtMs: number | undefined;
	/** Why its processes could not be read, in one sentence. */
	readonly probeProblem: string | undefined;
};

export const newHost = (name: string): Host => ({
	name,
	contact: {state: 'idle'},
	facts: undefined,
	load: undefined,
	guests: [],
	warnings: [],
	heardAtMs: undefined,
	probeProblem: undefined,
});
