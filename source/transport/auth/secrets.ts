import type {AcceptedKeys} from '../known-hosts/host-key-check.js';
import type {UnlockedKeys} from './key-file.js';

/**
What a person gave for one connection, so that a reconnect does not ask again. In memory only, never written or logged,
forgotten when the connection is closed. One-time codes are not kept.
*/
export type Secrets = {
	readonly unlockedKeys: UnlockedKeys;
	/** Passwords that a server accepted, by `user@host:port`. */
	readonly passwords: Map<string, string>;
	readonly acceptedHostKeys: AcceptedKeys;
};

export const createSecrets = (): Secrets => ({
	unlockedKeys: new Map(),
	passwords: new Map(),
	acceptedHostKeys: new Set(),
});

export const forgetSecrets = (secrets: Secrets): void => {
	secrets.unlockedKeys.clear();
	secrets.passwords.clear();
	secrets.acceptedHostKeys.clear();
};
