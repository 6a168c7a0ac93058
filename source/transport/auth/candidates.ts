import type {Buffer} from 'node:buffer';
import {messageOf} from '../../lib/message-of.js';
import type {SshSettings} from '../config/ssh-settings.js';
import {agentIdentities} from './agent-identities.js';
import type {Identity} from './identity.js';
import {type KeyFileContext, readKeyFile} from './key-file.js';
import {peekPublicKey} from './public-half.js';

/** A key to offer; opened only when its turn comes, because that may need a passphrase. */
export type Candidate = () => Promise<Identity | undefined>;

/**
The keys to offer in OpenSSH's order: those of ssh-agent that the configuration names, the agent's others (not with
IdentitiesOnly), then the key files that the agent does not hold. `note` is told why a key falls out.
*/
export const keyCandidates = async (
	settings: SshSettings,
	context: KeyFileContext,
	note: (text: string) => void,
): Promise<readonly Candidate[]> => {
	const {identityAgent, identityFiles, identitiesOnly} = settings;
	const held = identityAgent
		? await agentIdentities(context.ssh2, identityAgent).catch((error: unknown) => {
				note(`ssh-agent at ${identityAgent} (${messageOf(error)})`);
				return [];
			})
		: [];
	const files = await Promise.all(
		identityFiles.map(async path => ({path, publicKey: await peekPublicKey(context.ssh2, path)})),
	);
	const isNamed = (key: Buffer) => files.some(file => file.publicKey?.equals(key));
	const isHeld = (key: Buffer | undefined) =>
		key !== undefined && held.some(identity => identity.publicKey.equals(key));
	const named = held.filter(identity => isNamed(identity.publicKey));
	const others = identitiesOnly ? [] : held.filter(identity => !isNamed(identity.publicKey));
	return [
		...[...named, ...others].map(identity => async () => identity),
		...files
			.filter(file => !isHeld(file.publicKey))
			.map(file => async () => {
				try {
					return await readKeyFile(file.path, context);
				} catch (error) {
					note(messageOf(error));
					return undefined;
				}
			}),
	];
};
