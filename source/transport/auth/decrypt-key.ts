import {createRequire} from 'node:module';
import {Worker} from 'node:worker_threads';

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

export type DecryptedKey = {readonly pem: string; readonly publicKey: Uint8Array};

/** Decrypts a private key apart from the main loop. Resolves with `undefined` when the passphrase is wrong. */
export const decryptKey = async (text: string, passphrase: string): Promise<DecryptedKey | undefined> =>
	new Promise((resolve, reject) => {
		const ssh2 = createRequire(import.meta.url).resolve('ssh2');
		const worker = new Worker(workerProgram, {eval: true, workerData: {ssh2, text, passphrase}});
		worker.once('message', (answer: Answer) => {
			resolve('error' in answer ? undefined : answer);
			void worker.terminate();
		});
		worker.once('error', reject);
	});
