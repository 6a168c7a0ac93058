import {Buffer} from 'node:buffer';
import type {Client, ParsedKey} from 'ssh2';
import {isCertificateName, withoutCertificate} from '../keys/certificate.js';
import {wireString} from '../keys/wire.js';
import type {Ssh2} from './ssh2.js';
import {insideOf, type SigningCallback, sendMessage} from './ssh2-inside.js';

const userauthRequest = 50;

const offered = new WeakSet<object>();

/**
A public key in the form that ssh2 hands round between its agent interface and `authPK`: it knows neither certificates nor
keys of security tokens, so that the object claims to be an Ed25519 key and carries the real blob.
*/
export const offerableKey = (ssh2: Ssh2, type: string, blob: Buffer): ParsedKey => {
	const any = ssh2.utils.parseKey(Buffer.concat([wireString('ssh-ed25519'), wireString(Buffer.alloc(32, 1))]));
	if (any instanceof Error) {
		throw any;
	}

	const key: ParsedKey = Object.create(any, {
		type: {value: type, enumerable: true},
		getPublicSSH: {value: () => blob},
	});
	offered.add(key);
	return key;
};

/** The algorithm of the request: RSA certificates are signed with SHA-2, whatever their type's name. */
export const requestAlgorithm = (type: string, algorithm: string | undefined): string =>
	type === 'ssh-rsa-cert-v01@openssh.com' ? 'rsa-sha2-512-cert-v01@openssh.com' : (algorithm ?? type);

/** The name the signature goes by; ssh2 has chosen it for plain RSA keys by what the server says that it takes. */
export const signatureAlgorithm = (type: string, hash: string | undefined): string => {
	if (isCertificateName(type)) {
		return withoutCertificate(requestAlgorithm(type, undefined));
	}

	return type === 'ssh-rsa' && (hash === 'sha256' || hash === 'sha512') ? `rsa-sha2-${hash.slice(3)}` : type;
};

/**
Has the client send its publickey requests (RFC 4252, 7) in our way for keys made by `offerableKey`: any type of key, and the
agent's signature goes into the request whole, with its name and what a security token adds.
*/
export const sendPublicKeysWhole = (client: Client): void => {
	const protocol = insideOf(client);
	const original = protocol.authPK.bind(protocol);
	protocol.authPK = (user, key, algorithm, sign) => {
		const signing: SigningCallback | undefined = typeof algorithm === 'function' ? algorithm : sign;
		if (typeof key !== 'object' || key === null || !offered.has(key)) {
			original(user, key, algorithm, sign);
			return;
		}

		const {type, getPublicSSH} = key as ParsedKey;
		const name = requestAlgorithm(type, typeof algorithm === 'string' ? algorithm : undefined);
		const request = Buffer.concat([
			Buffer.from([userauthRequest]),
			wireString(user),
			wireString('ssh-connection'),
			wireString('publickey'),
			Buffer.from([signing ? 1 : 0]),
			wireString(name),
			wireString(getPublicSSH()),
		]);
		const send = (message: Buffer) => {
			protocol._authsQueue.push('publickey');
			sendMessage(protocol, message);
		};

		const sessionId = protocol._kex?.sessionID;
		if (!signing) {
			send(request);
		} else if (sessionId) {
			signing(Buffer.concat([wireString(sessionId), request]), signature =>
				send(Buffer.concat([request, wireString(signature)])),
			);
		}
	};
};
