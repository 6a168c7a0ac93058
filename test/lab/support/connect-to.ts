import {writeFileSync} from 'node:fs';
import path from 'node:path';
import type {Backend} from '../../../source/transport/backend.js';
import type {AskPerson, HostConnection, Question} from '../../../source/transport/host-connection.js';
import {createHostConnection} from '../../../source/transport/index.js';
import type {TestSshd} from './sshd.js';

/** A person with ready answers, who remembers what was asked. */
export const person = (...answers: readonly string[]): {ask: AskPerson; questions: Question[]} => {
	const questions: Question[] = [];
	const left = [...answers];
	return {
		questions,
		async ask(question) {
			questions.push(question);
			return left.shift();
		},
	};
};

export const nobody: AskPerson = async () => undefined;

/** Writes a known_hosts file beside the server and gives its path. */
export const writeKnownHosts = (sshd: TestSshd, text = `[127.0.0.1]:${sshd.port} ${sshd.hostKey}\n`): string => {
	const file = path.join(sshd.folder, 'known_hosts');
	writeFileSync(file, text);
	return file;
};

/** A connection to a test server by its own client key and known_hosts, apart from the configuration of this machine. */
export const connectionTo = (
	sshd: TestSshd,
	{
		ask = nobody,
		options = [],
		key = sshd.clientKey,
		backend,
	}: {ask?: AskPerson; options?: readonly string[]; key?: string; backend?: Backend} = {},
): HostConnection =>
	createHostConnection(`root@127.0.0.1:${sshd.port}`, {
		ask,
		backend,
		configFile: 'none',
		sshOptions: [
			...options,
			`IdentityFile=${key}`,
			`UserKnownHostsFile=${path.join(sshd.folder, 'known_hosts')}`,
			'GlobalKnownHostsFile=none',
			'IdentityAgent=none',
		],
	});
