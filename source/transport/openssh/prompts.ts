import type {Question} from '../host-connection.js';

/** Whether ssh asks about a host key (sshconnect.c, `confirm`); everything but yes is a no. */
const hostKeyPrompt = /continue connecting \(yes\/no|type 'yes', 'no'/;

/** An answer to such a prompt may be given again at a reconnect; a one-time code may not. */
const lastingSecret = /^\S+'s password: *$|^Enter passphrase for /;

export const isHostKeyPrompt = (prompt: string): boolean => hostKeyPrompt.test(prompt);

export const isLastingSecret = (prompt: string): boolean => lastingSecret.test(prompt);

/** What ssh asks, as a question of ours. `host` is the destination, for prompts that name none. */
export const toQuestion = (prompt: string, host: string): Question => {
	if (!isHostKeyPrompt(prompt)) {
		return {kind: 'secret', host, prompt: prompt.trim().replace(/:$/, '')};
	}

	const [, name = host, address = ''] = /authenticity of host '(\S+) \((.*?)\)' can't be/.exec(prompt) ?? [];
	const [, keyType = 'a key', fingerprint = ''] = /^(\S+) key fingerprint is (\S+?)\.?$/m.exec(prompt) ?? [];
	return {kind: 'host-key', host: name, address: address.startsWith('<') ? name : address, keyType, fingerprint};
};
