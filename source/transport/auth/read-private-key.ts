import {Buffer} from 'node:buffer';
import {createPrivateKey, type KeyObject} from 'node:crypto';
import {createRequire} from 'node:module';
import {Worker} from 'node:worker_threads';
import {blobOfKey} from '../keys/public-key.js';
import type {Ssh2} from '../ssh/ssh2.js';

export type PrivateKey = {readonly privateKey: KeyObject; readonly publicKey: Buffer};

export type ReadKey =
	| ({readonly kind: 'key'} & PrivateKey)
	/** Encrypted, and the passphrase is missing or wrong. */
	| {readonly kind: 'locked'}
	| {readonly kind: 'unreadable'; readonly reason: string};

// bcrypt in JavaScript takes 0.4 s for a key of ssh-keygen's default 16 rounds, 1.5 s for 100 (`ssh-keygen -a 100`), and would
// stop the screen that long. The worker is a text, so that it works from sources and from the bundle alike.
const workerProgram = `
const {parentPort, workerData} = require('node:worker_threads');
const {utils} = require(workerData.ssh2);
const key = utils.parseKey(workerData.text, workerData.passphrase);
const first = Array.isArray(key) ? key[0] : key;
parentPort.postMessage(first instanceof Error
	? {error: first.message}
	: {pem: first.getPrivatePEM(), publicKey: first.getPublicSSH()});
`;

type Answer = {readonly error: string} | {readonly pem: string; readonly publicKey: Uint8Array};

const decryptApart = async (text: string, passphrase: string): Promise<Answer> =>
	new Promise((resolve, reject) => {
		const ssh2 = createRequire(import.meta.url).resolve('ssh2');
		const worker = new Worker(workerProgram, {eval: true, workerData: {ssh2, text, passphrase}});
		worker.once('message', (answer: Answer) => {
			resolve(answer);
			void worker.terminate();
		});
		worker.once('error', reject);
	});

const fromNode = (privateKey: KeyObject): ReadKey => {
	const publicKey = blobOfKey(privateKey);
	return publicKey
		? {kind: 'key', privateKey, publicKey}
		: {kind: 'unreadable', reason: `${privateKey.asymmetricKeyType ?? 'such'} keys are none of SSH's`};
};

/** PEM is Node's own field: PKCS#1, SEC 1 and PKCS#8, encrypted or not. */
const readPem = (text: string, passphrase: string | undefined): ReadKey => {
	try {
		return fromNode(createPrivateKey(passphrase === undefined ? text : {key: text, passphrase}));
	} catch (error) {
		const isLocked = /BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED/.test(text);
		return isLocked ? {kind: 'locked'} : {kind: 'unreadable', reason: error instanceof Error ? error.message : ''};
	}
};

// ssh2 has no codes for its errors. These two stand for a passphrase that is missing and for one that is wrong.
const isAboutPassphrase = (message: string) => /encrypted|passphrase/i.test(message);

const refusal = (message: string): ReadKey =>
	isAboutPassphrase(message) ? {kind: 'locked'} : {kind: 'unreadable', reason: message};

/** Reads the text of a private key. Decrypting happens apart from the main loop. */
export const readPrivateKey = async (ssh2: Ssh2, text: string, passphrase?: string): Promise<ReadKey> => {
	if (/-----BEGIN (?:RSA |EC |ENCRYPTED |)PRIVATE KEY-----/.test(text)) {
		return readPem(text, passphrase);
	}

	if (passphrase !== undefined) {
		const answer = await decryptApart(text, passphrase);
		return 'error' in answer
			? refusal(answer.error)
			: {kind: 'key', privateKey: createPrivateKey(answer.pem), publicKey: Buffer.from(answer.publicKey)};
	}

	const parsed = ssh2.utils.parseKey(text);
	if (parsed instanceof Error) {
		return refusal(parsed.message);
	}

	const key = Array.isArray(parsed) ? parsed[0] : parsed;
	const pem = key.getPrivatePEM();
	return pem === null
		? {kind: 'unreadable', reason: 'it holds no private key'}
		: {kind: 'key', privateKey: createPrivateKey(pem), publicKey: key.getPublicSSH()};
};
