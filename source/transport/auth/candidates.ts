import type {Buffer} from 'node:buffer';
import {messageOf} from '../../lib/message-of.js';
import type {SshSettings} from '../config/ssh-settings.js';
import {agentIdentities} from './agent-identities.js';
import {type CertificateFile, readCertificateFiles} from './certificate-files.js';
import {certified, type Identity} from './identity.js';
import {type KeyFileContext, readKeyFile} from './key-file.js';
import {peekPublicKey} from './public-half.js';

/** A key to offer; opened only when its turn comes, because that may need a passphrase. */
export type Candidate = () => Promise<Identity | undefined>;

type PrivateHalf = {readonly publicKey: Buffer | undefined; readonly open: Candidate};

/** A certificate with the private key that belongs to it, from ssh-agent if it is there. */
const certifiedCandidate = (
	{path, blob, certificate}: CertificateFile,
	keys: readonly PrivateHalf[],
	note: (text: string) => void,
): Candidate => {
	const own = keys.find(({publicKey}) => publicKey?.equals(blob));
	const half = own ?? keys.find(({publicKey}) => publicKey?.equals(certificate.publicKey));
	return async () => {
		const identity = await half?.open();
		if (!identity) {
			note(`${path} (no private key for this certificate was found)`);
			return undefined;
		}

		return certified(identity, path, blob, certificate);
	};
};

/**
The keys to offer in OpenSSH's order: the certificates of CertificateFile, the keys of ssh-agent that the configuration names,
the agent's others (not with IdentitiesOnly), then the key files that the agent does not hold, each before the certificate
beside it. `note` is told why a key falls out.
*/
export const keyCandidates = async (
	settings: SshSettings,
	context: KeyFileContext,
	note: (text: string) => void,
): Promise<readonly Candidate[]> => {
	const {identityAgent, identityFiles, identitiesOnly} = settings;
	const held = identityAgent
		? await agentIdentities(identityAgent).catch((error: unknown) => {
				note(`ssh-agent at ${identityAgent} (${messageOf(error)})`);
				return [];
			})
		: [];
	const openFile = (path: string) => async () => {
		try {
			return await readKeyFile(path, context);
		} catch (error) {
			note(messageOf(error));
			return undefined;
		}
	};

	const files = await Promise.all(
		identityFiles.map(async path => ({publicKey: await peekPublicKey(context.ssh2, path), open: openFile(path)})),
	);
	const {given, beside} = await readCertificateFiles(settings, note);
	const halves: PrivateHalf[] = [
		...held.map(identity => ({publicKey: identity.publicKey, open: async () => identity})),
		...files,
	];
	const asCandidate = (file: CertificateFile) => certifiedCandidate(file, halves, note);
	const isNamed = ({publicKey}: Identity) =>
		files.some(file => file.publicKey?.equals(publicKey)) || beside.some(file => file?.blob.equals(publicKey));
	const isGiven = ({publicKey}: Identity) => given.some(file => file.blob.equals(publicKey));
	const isHeld = (key: Buffer | undefined) =>
		key !== undefined && held.some(identity => identity.publicKey.equals(key));
	const inAgent = held.filter(identity => !isGiven(identity));
	const others = identitiesOnly ? [] : inAgent.filter(identity => !isNamed(identity));
	return [
		...given.map(asCandidate),
		...[...inAgent.filter(isNamed), ...others].map(identity => async () => identity),
		...files.flatMap(({publicKey, open}, index) => {
			const certificate = beside[index];
			return [
				...(isHeld(publicKey) ? [] : [open]),
				...(certificate && !isHeld(certificate.blob) ? [asCandidate(certificate)] : []),
			];
		}),
	];
};
