/**
ssh2 costs 50 ms to load, so that it is loaded when the first connection needs it and not at start.
Its private parts that are used here are of version 1.17.0, which package.json pins; the lab tests fail when they change.
*/

import type {Client} from 'ssh2';
import {insideOf} from './ssh2-inside.js';

export type Ssh2 = typeof import('ssh2');

let loading: Promise<Ssh2> | undefined;

export const loadSsh2 = async (): Promise<Ssh2> => {
	loading ??= import('ssh2').then(module => module.default);
	return loading;
};

/** What a server says when an authentication request was not enough. */
export type AuthFailure = {readonly methodsLeft: readonly string[]; readonly partialSuccess: boolean};

type WaitingForAnswers = {_callbacks?: Array<(failed: unknown) => void>};

/**
Calls `listener` on each USERAUTH_FAILURE, before ssh2 acts on it. ssh2 itself tells its authHandler nothing of what came
after keys of an agent: neither the methods that are left nor that a key was half of the proof.
*/
export const watchAuthFailures = (client: Client, listener: (failure: AuthFailure) => void): void => {
	const handlers = insideOf(client)._handlers;
	const original = handlers.USERAUTH_FAILURE;
	handlers.USERAUTH_FAILURE = (protocol, methods, partialSuccess) => {
		listener({methodsLeft: methods, partialSuccess});
		original(protocol, methods, partialSuccess);
	};
};

/**
Sends keepalive@openssh.com and calls back when it was answered. ssh2's own keepalive counts unanswered pings only, so that it
ends a healthy link that is merely busy; and it tells no round-trip time.
*/
export const ping = (client: Client, onAnswer: () => void): void => {
	const {_callbacks: callbacks} = client as Client & WaitingForAnswers;
	if (callbacks) {
		// Answers to global requests come in the order of the requests.
		callbacks.push(() => onAnswer());
		insideOf(client).ping();
	}
};
