/** A program that uses a connection, closes it, and must then end by itself; or stays until it is killed. */

import process from 'node:process';
import {backends} from '../../../source/transport/backend.js';
import {createHostConnection} from '../../../source/transport/index.js';

const [backendName, state, port, key, knownHosts] = process.argv.slice(2);
const host = createHostConnection(`root@127.0.0.1:${port}`, {
	ask: async () => undefined,
	backend: backends.find(name => name === backendName),
	configFile: 'none',
	sshOptions: [`IdentityFile=${key}`, `UserKnownHostsFile=${knownHosts}`, 'IdentityAgent=none'],
});
const connecting = host.connect().catch(() => undefined);
if (state !== 'connecting') {
	await connecting;
}

if (state === 'ready') {
	await host.runScript('echo used');
	await host.startScript('cat');
	await host.openStream({kind: 'tcp', host: '127.0.0.1', port: Number(port)});
}

if (state === 'stay') {
	process.stdout.write('connected\n');
	// Until it is killed.
	setInterval(() => undefined, 60_000);
} else {
	await host.close();
	process.stdout.write('closed\n');
}
