import {Buffer} from 'node:buffer';
import {generateKeyPairSync} from 'node:crypto';
import {describe, expect, test} from 'vitest';
import {
	isCertificateName,
	readCertificate,
	whyOutOfTerm,
	withoutCertificate,
} from '../../../source/transport/keys/certificate.js';
import {blobOfKey, readPublicKey} from '../../../source/transport/keys/public-key.js';
import {isSignedBy, signBlob} from '../../../source/transport/keys/signature.js';
import {WireReader, wireMpint} from '../../../source/transport/keys/wire.js';
import {makeCertificate} from '../../support/make-certificate.js';

describe('names', () => {
	test.each([
		['ssh-ed25519-cert-v01@openssh.com', 'ssh-ed25519'],
		['rsa-sha2-512-cert-v01@openssh.com', 'rsa-sha2-512'],
		['sk-ssh-ed25519-cert-v01@openssh.com', 'sk-ssh-ed25519@openssh.com'],
		['ssh-rsa', 'ssh-rsa'],
	])('%s without its certificate is %s', (name, plain) => {
		expect(withoutCertificate(name)).toBe(plain);
		expect(isCertificateName(name)).toBe(name !== plain);
	});
});

describe('numbers on the wire', () => {
	test.each([
		['00', '00000000'],
		['0001', '0000000101'],
		['80', '000000020080'],
		['7f', '000000017f'],
	])('%s', (number, written) => {
		expect(wireMpint(Buffer.from(number, 'hex')).toString('hex')).toBe(written);
	});

	test('a length beyond the end is an error, not a short answer', () => {
		expect(() => new WireReader(Buffer.from([0, 0, 0, 9, 1])).string()).toThrow(RangeError);
	});
});

describe('signatures', () => {
	test.each([
		['ed25519', () => generateKeyPairSync('ed25519'), ['ssh-ed25519']],
		['rsa', () => generateKeyPairSync('rsa', {modulusLength: 2048}), ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa']],
		['P-256', () => generateKeyPairSync('ec', {namedCurve: 'P-256'}), ['ecdsa-sha2-nistp256']],
		['P-384', () => generateKeyPairSync('ec', {namedCurve: 'P-384'}), ['ecdsa-sha2-nistp384']],
		['P-521', () => generateKeyPairSync('ec', {namedCurve: 'P-521'}), ['ecdsa-sha2-nistp521']],
	])('of %s are found right, and wrong over other data', async (_name, make, algorithms) => {
		const {privateKey, publicKey} = make();
		const key = readPublicKey(blobOfKey(publicKey) ?? Buffer.alloc(0));
		for (const algorithm of algorithms) {
			const signature = await signBlob(privateKey, algorithm, Buffer.from('data'));
			expect(key && isSignedBy(key, signature, Buffer.from('data'))).toBe(true);
			expect(key && isSignedBy(key, signature, Buffer.from('dat4'))).toBe(false);
			expect(key && isSignedBy(key, signature.subarray(0, -1), Buffer.from('data'))).toBe(false);
		}
	});
});

describe('a certificate', () => {
	test('is read with all it says', async () => {
		const {blob, caKey, publicKey} = await makeCertificate({kind: 'host', principals: ['a', 'b'], keyId: 'me'});
		expect(readCertificate(blob)).toMatchObject({
			kind: 'host',
			principals: ['a', 'b'],
			keyId: 'me',
			criticalOptions: [],
			caKey,
			publicKey,
			isSignatureRight: true,
			signatureAlgorithm: 'ssh-ed25519',
		});
	});

	test('is not believed when a single bit of it is changed', async () => {
		const {blob} = await makeCertificate({kind: 'host', principals: ['a']});
		for (let at = 0; at < blob.length; at += 1) {
			const changed = Buffer.from(blob);
			changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
			expect(readCertificate(changed)?.isSignatureRight ?? false).toBe(false);
		}
	});

	test('that ends too early, or goes on after its end, is none', async () => {
		const {blob} = await makeCertificate({kind: 'user', principals: []});
		for (let length = 0; length < blob.length; length += 1) {
			expect(readCertificate(blob.subarray(0, length))).toBeUndefined();
		}

		expect(readCertificate(Buffer.concat([blob, Buffer.alloc(1)]))).toBeUndefined();
	});

	test.each([
		[999, 'it is valid only from 1970-01-01T00:16:40Z'],
		[1000, undefined],
		[1999, undefined],
		[2000, 'it expired at 1970-01-01T00:33:20Z'],
	])('at %i s of its term', async (seconds, trouble) => {
		const {blob} = await makeCertificate({kind: 'user', principals: [], term: [1000n, 2000n]});
		const certificate = readCertificate(blob);
		expect(certificate && whyOutOfTerm(certificate, seconds * 1000)).toBe(trouble);
	});
});
