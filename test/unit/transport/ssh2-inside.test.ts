import {readFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {Duplex} from 'node:stream';
import {Client} from 'ssh2';
import {expect, test} from 'vitest';
import {insideOf} from '../../../source/transport/ssh/ssh2-inside.js';

const connecting = (): Client => {
	const client = new Client();
	client.on('error', () => undefined);
	const silence = new Duplex({read: () => undefined, write: (_chunk, _encoding, done) => done()});
	client.connect({sock: silence, username: 'nobody', readyTimeout: 0});
	return client;
};

// A newer ssh2 needs a look at everything that ssh2-inside.ts and its users rely on; the lab tests tell whether it still holds.
test('ssh2 is the version whose private parts are used', async () => {
	const require = createRequire(import.meta.url);
	const installed: unknown = JSON.parse(await readFile(require.resolve('ssh2/package.json'), 'utf8'));
	expect(installed).toMatchObject({version: '1.17.0'});
	const own: unknown = JSON.parse(await readFile(new URL('../../../package.json', import.meta.url), 'utf8'));
	expect(own).toMatchObject({dependencies: {ssh2: '1.17.0'}});
});

test('its private parts are where they are expected', () => {
	expect(insideOf(connecting())._offer.lists.kex.array).toContain('curve25519-sha256');
});

test.each(['authPK', 'authPassword', '_handlers', '_packetRW', '_authsQueue', '_offer'])(
	'an ssh2 without %s is refused',
	part => {
		const client = connecting();
		Object.defineProperty(insideOf(client), part, {value: undefined});
		expect(() => insideOf(client)).toThrow('not the version 1.17.0');
	},
);

test('a client that was never connected is refused', () => {
	expect(() => insideOf(new Client())).toThrow('not the version 1.17.0');
});
