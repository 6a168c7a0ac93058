import type {HostConnection} from '../../transport/host-connection.js';
import {ReadOnlyError} from '../monitors/read-only.js';
import {lookingScripts} from './scripts.js';

/** The same connection, which runs only scripts that look. A new script is one that changes until it is listed there. */
export const readOnlyConnection = (connection: HostConnection): HostConnection => ({
	name: connection.name,
	get status() {
		return connection.status;
	},
	get warnings() {
		return connection.warnings;
	},
	onStatus: listener => connection.onStatus(listener),
	connect: () => connection.connect(),
	async runScript(script, options) {
		if (!lookingScripts.has(script)) {
			throw new ReadOnlyError(`Not done on ${connection.name}: with --read-only nothing is changed on a host.`);
		}

		return connection.runScript(script, options);
	},
	startScript: script => connection.startScript(script),
	openStream: target => connection.openStream(target),
	close: () => connection.close(),
});
