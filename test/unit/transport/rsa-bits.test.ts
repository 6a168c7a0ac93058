import {generateKeyPairSync} from 'node:crypto';
import {expect, test} from 'vitest';
import {whyNotOffered} from '../../../source/transport/auth/acceptable-key.js';
import type {Identity} from '../../../source/transport/auth/identity.js';
import {parseDashG} from '../../../source/transport/config/raw-settings.js';
import {toSettings} from '../../../source/transport/config/to-settings.js';
import {rsaBits} from '../../../source/transport/known-hosts/rsa-bits.js';

const field = (bytes: Uint8Array | string): Buffer => {
	const body = Buffer.from(bytes);
	const size = Buffer.alloc(4);
	size.writeUInt32BE(body.length);
	return Buffer.concat([size, body]);
};

const rsaBlob = (modulusLength: number): Buffer => {
	const {e = '', n = ''} = generateKeyPairSync('rsa', {modulusLength}).publicKey.export({format: 'jwk'});
	const positive = Buffer.concat([Buffer.from([0]), Buffer.from(n, 'base64url')]);
	return Buffer.concat([field('ssh-rsa'), field(Buffer.from(e, 'base64url')), field(positive)]);
};

const settings = (text: string) =>
	toSettings('alpha', parseDashG(text), {localUser: 'me', localHost: 'laptop', home: '/', uid: 1, environment: {}});

const identity = (type: string, publicKey: Buffer): Identity => ({
	label: type,
	type,
	publicKey,
	sign: async () => publicKey,
});

test.each([1024, 1536, 2048])('an RSA key of %i bits', bits => {
	expect(rsaBits(rsaBlob(bits))).toBe(bits);
});

test.each([
	['another type', Buffer.concat([field('ssh-ed25519'), field('x'.repeat(32))])],
	['nothing', Buffer.alloc(0)],
	['a torn blob', rsaBlob(1024).subarray(0, 20)],
])('%s has no size, or none that passes', (_name, blob) => {
	expect(rsaBits(blob) ?? 0).toBeLessThan(1024);
});

test('a key that the configuration forbids is not offered, and why', () => {
	const long = identity('ssh-rsa', rsaBlob(2048));
	const short = identity('ssh-rsa', rsaBlob(1024));
	const curve = identity('ssh-ed25519', Buffer.concat([field('ssh-ed25519'), field('x'.repeat(32))]));
	expect([long, short, curve].map(key => whyNotOffered(settings('requiredrsasize 2048'), key))).toEqual([
		undefined,
		expect.stringContaining('RequiredRSASize'),
		undefined,
	]);
	const only = settings('pubkeyacceptedalgorithms rsa-sha2-512,rsa-sha2-256');
	expect([long, curve].map(key => whyNotOffered(only, key))).toEqual([undefined, expect.stringContaining('ed25519')]);
});
