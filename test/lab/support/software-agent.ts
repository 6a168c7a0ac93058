/** An ssh-agent in the test with keys as a security token holds them (PROTOCOL.u2f), in software. */

import {Buffer} from 'node:buffer';
import {createHash, generateKeyPairSync, type KeyObject, sign} from 'node:crypto';
import {once} from 'node:events';
import net from 'node:net';
import {WireReader, wireMpint, wireString} from '../../../source/transport/keys/wire.js';

const application = 'ssh:';
/** The user was there; a counter of 7. */
const flagsAndCounter = Buffer.from([1, 0, 0, 0, 7]);

export type TokenKey = {readonly blob: Buffer; readonly publicLine: string; sign(data: Buffer): Buffer};

const tokenKey = (type: string, parts: readonly Buffer[], signRaw: (data: Buffer) => Buffer): TokenKey => {
	const blob = Buffer.concat([wireString(type), ...parts, wireString(application)]);
	return {
		blob,
		publicLine: `${type} ${blob.toString('base64')} token`,
		sign(data) {
			const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest();
			const signed = Buffer.concat([sha256(application), flagsAndCounter, sha256(data)]);
			return Buffer.concat([wireString(type), wireString(signRaw(signed)), flagsAndCounter]);
		},
	};
};

const bytes = (text: string | undefined) => Buffer.from(text ?? '', 'base64url');

export const makeSkEd25519 = (): TokenKey => {
	const {publicKey, privateKey} = generateKeyPairSync('ed25519');
	const {x} = publicKey.export({format: 'jwk'});
	return tokenKey('sk-ssh-ed25519@openssh.com', [wireString(bytes(x))], data => sign(undefined, data, privateKey));
};

export const makeSkEcdsa = (): TokenKey => {
	const {publicKey, privateKey} = generateKeyPairSync('ec', {namedCurve: 'P-256'});
	const {x, y} = publicKey.export({format: 'jwk'});
	const point = Buffer.concat([Buffer.from([4]), bytes(x), bytes(y)]);
	return tokenKey('sk-ecdsa-sha2-nistp256@openssh.com', [wireString('nistp256'), wireString(point)], data => {
		const raw = signP1363(data, privateKey);
		return Buffer.concat([wireMpint(raw.subarray(0, 32)), wireMpint(raw.subarray(32))]);
	});
};

const signP1363 = (data: Buffer, key: KeyObject) => sign('sha256', data, {key, dsaEncoding: 'ieee-p1363'});

/** Serves keys at a socket until `stop`. */
export const startSoftwareAgent = async (socketPath: string, keys: readonly TokenKey[]) => {
	const answer = (request: Buffer): Buffer => {
		const reader = new WireReader(request);
		if (reader.byte() === 11) {
			const count = Buffer.alloc(4);
			count.writeUInt32BE(keys.length);
			const list = keys.flatMap(({blob}) => [wireString(blob), wireString('token')]);
			return Buffer.concat([Buffer.from([12]), count, ...list]);
		}

		const blob = reader.string();
		const key = keys.find(one => one.blob.equals(blob));
		return key ? Buffer.concat([Buffer.from([14]), wireString(key.sign(reader.string()))]) : Buffer.from([5]);
	};

	const server = net.createServer(socket => {
		let received = Buffer.alloc(0);
		socket.on('error', () => undefined);
		socket.on('data', chunk => {
			received = Buffer.concat([received, chunk]);
			if (received.length >= 4 && received.length >= 4 + received.readUInt32BE()) {
				socket.write(wireString(answer(received.subarray(4, 4 + received.readUInt32BE()))));
				received = Buffer.alloc(0);
			}
		});
	});
	server.listen(socketPath);
	await once(server, 'listening');
	return {
		async stop() {
			server.close();
			await once(server, 'close');
		},
	};
};
