import type {Algorithms} from 'ssh2';
import type {SshSettings} from '../config/ssh-settings.js';

// What ssh2 1.17.0 can do, without SHA-1 MACs and signatures. AES-GCM first: it is the fastest, and the Terrapin attack on
// chacha20-poly1305 and encrypt-then-MAC (CVE-2023-48795) does not touch it.
const ciphers = [
	'aes128-gcm@openssh.com',
	'aes256-gcm@openssh.com',
	'chacha20-poly1305@openssh.com',
	'aes128-ctr',
	'aes192-ctr',
	'aes256-ctr',
];
const macs = ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'];
const hostKeys = [
	'ssh-ed25519',
	'ecdsa-sha2-nistp256',
	'ecdsa-sha2-nistp384',
	'ecdsa-sha2-nistp521',
	'rsa-sha2-512',
	'rsa-sha2-256',
];
const keyExchanges = [
	'curve25519-sha256',
	'curve25519-sha256@libssh.org',
	'ecdh-sha2-nistp256',
	'ecdh-sha2-nistp384',
	'ecdh-sha2-nistp521',
	'diffie-hellman-group-exchange-sha256',
	'diffie-hellman-group14-sha256',
	'diffie-hellman-group16-sha512',
	'diffie-hellman-group18-sha512',
];

const keyTypeOf = (algorithm: string) => (algorithm.startsWith('rsa-sha2-') ? 'ssh-rsa' : algorithm);

/** Only what the configuration allows, in our order. Throws an `Error` where nothing is left. */
const allowed = (option: string, ours: readonly string[], theirs: readonly string[] | undefined): string[] => {
	const left = ours.filter(name => theirs === undefined || theirs.includes(name));
	if (left.length === 0) {
		throw new Error(`${option} allows nothing that vmferry can do (${ours.join(', ')})`);
	}

	return left;
};

/** The offer for one host, keys of the types that known_hosts holds first. Throws an `Error` that names the option. */
export const chooseAlgorithms = (settings: SshSettings, knownTypes: readonly string[]): Algorithms => {
	const serverHostKey = allowed('HostKeyAlgorithms', hostKeys, settings.hostKeyAlgorithms);
	const isKnown = (algorithm: string) => knownTypes.includes(keyTypeOf(algorithm));
	const offer = {
		serverHostKey: [...serverHostKey.filter(isKnown), ...serverHostKey.filter(name => !isKnown(name))],
		cipher: allowed('Ciphers', ciphers, settings.ciphers),
		hmac: allowed('MACs', macs, settings.macs),
		kex: allowed('KexAlgorithms', keyExchanges, settings.kexAlgorithms),
		compress: settings.compression ? ['zlib@openssh.com', 'none'] : ['none'],
	};
	// All of these names are in ssh2's lists, which its types spell out as unions.
	return offer as Algorithms;
};
