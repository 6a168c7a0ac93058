import {describe, expect, test} from 'vitest';
import {parseDashG} from '../../../source/transport/config/raw-settings.js';
import {toSettings} from '../../../source/transport/config/to-settings.js';
import {chooseAlgorithms} from '../../../source/transport/ssh/algorithms.js';

const settings = (text: string) =>
	toSettings('alpha', parseDashG(text), {
		localUser: 'me',
		localHost: 'laptop',
		home: '/home/me',
		uid: 1,
		environment: {},
	});

describe('algorithms', () => {
	test('host keys of known types come first, RSA under its SHA-2 names', () => {
		expect(chooseAlgorithms(settings(''), ['ssh-rsa']).serverHostKey).toEqual([
			'rsa-sha2-512',
			'rsa-sha2-256',
			'ssh-ed25519',
			'ecdsa-sha2-nistp256',
			'ecdsa-sha2-nistp384',
			'ecdsa-sha2-nistp521',
		]);
	});

	test('offers no SHA-1, and no compression unless it is configured', () => {
		expect(JSON.stringify(chooseAlgorithms(settings(''), []))).not.toMatch(/sha1|ssh-rsa"/);
		expect(chooseAlgorithms(settings(''), []).compress).toEqual(['none']);
		expect(chooseAlgorithms(settings('compression yes'), []).compress).toEqual(['zlib@openssh.com', 'none']);
	});

	test('keeps to what the configuration allows', () => {
		expect(chooseAlgorithms(settings('ciphers aes256-ctr,aes256-gcm@openssh.com'), []).cipher).toEqual([
			'aes256-gcm@openssh.com',
			'aes256-ctr',
		]);
	});

	test('an option that allows nothing we can do is an error that names it', () => {
		expect(() => chooseAlgorithms(settings('kexalgorithms sntrup761x25519-sha512@openssh.com'), [])).toThrow(
			'KexAlgorithms',
		);
	});
});
