import type {Buffer} from 'node:buffer';
import type {AgentAuthMethod, BaseAgent, ParsedKey} from 'ssh2';
import {offerableKey, signatureAlgorithm} from '../ssh/public-key-requests.js';
import type {Ssh2} from '../ssh/ssh2.js';
import type {Identity} from './identity.js';

/**
One public key as an attempt of its own. Every key goes through ssh2's agent interface, also one from a file: only there may
a signature take its time, and the passphrase is asked for only after the server has said that it would take the key.
*/
export const keyAttempt = (
	ssh2: Ssh2,
	username: string,
	identity: Identity,
	onSignError: (error: Error) => void,
): AgentAuthMethod => {
	const offered = offerableKey(ssh2, identity.type, identity.publicKey);

	class OneKeyAgent extends ssh2.BaseAgent<ParsedKey> {
		override getIdentities(callback: (error?: Error | null, keys?: ParsedKey[]) => void): void {
			callback(undefined, [offered]);
		}

		override sign(
			_key: ParsedKey,
			data: Buffer,
			options: {hash?: string} | ((error?: Error | null, signature?: Buffer) => void),
			callback?: (error?: Error | null, signature?: Buffer) => void,
		): void {
			const done = typeof options === 'function' ? options : callback;
			const hash = typeof options === 'function' ? undefined : options.hash;
			identity.sign(data, signatureAlgorithm(identity.type, hash)).then(
				signature => done?.(undefined, signature),
				(error: unknown) => {
					const reason = error instanceof Error ? error : new Error(String(error));
					onSignError(reason);
					done?.(reason);
				},
			);
		}
	}

	// ssh2's types speak of BaseAgent<string | Buffer | ParsedKey>; ours holds parsed keys only.
	return {type: 'agent', username, agent: new OneKeyAgent() as BaseAgent};
};
