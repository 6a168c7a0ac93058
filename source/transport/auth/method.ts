import type {AnyAuthMethod} from 'ssh2';
import type {SshSettings} from '../config/ssh-settings.js';
import type {Ssh2} from '../ssh/ssh2.js';
import type {Secrets} from './secrets.js';

/** What the ways of signing in share during one connection. */
export type AuthContext = {
	readonly ssh2: Ssh2;
	readonly settings: SshSettings;
	readonly secrets: Secrets;
	/** Asks the person; `undefined` when they decline. */
	readonly askSecret: (prompt: string) => Promise<string | undefined>;
	/** What was tried, for the error. */
	readonly tried: string[];
	/** Why something could not be tried, for the error. */
	readonly notes: string[];
	/** The person declined: nothing more is asked. */
	readonly giveUp: () => void;
	/** Tells the person something that they should mend, also where another method lets us in. */
	readonly warn: (sentence: string) => void;
	/** Epoch milliseconds. */
	readonly nowMs: () => number;
};

/** One of ssh's methods: gives attempt after attempt, `undefined` when it has no more. */
export type AuthWay = {
	next(): Promise<AnyAuthMethod | undefined>;
	/** The last attempt was of this method and failed. */
	noteFailure?(): void;
	/** Whatever it was, it let us in. */
	noteSuccess?(): void;
};
