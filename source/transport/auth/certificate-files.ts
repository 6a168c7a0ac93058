import {Buffer} from 'node:buffer';
import {readFile} from 'node:fs/promises';
import type {SshSettings} from '../config/ssh-settings.js';
import {type Certificate, readCertificate, whyOutOfTerm} from '../keys/certificate.js';

export type CertificateFile = {
	readonly path: string;
	readonly blob: Buffer;
	readonly certificate: Certificate;
};

/** Reads a file as `ssh-keygen -s` writes it: `type base64 comment`. A string says why it cannot be used. */
const readOne = async (path: string): Promise<CertificateFile | string> => {
	const text = await readFile(path, 'utf8').catch(() => undefined);
	if (text === undefined) {
		return 'it cannot be read';
	}

	const blob = Buffer.from(text.trim().split(/\s+/)[1] ?? '', 'base64');
	const certificate = readCertificate(blob);
	if (!certificate) {
		return 'it is no certificate of OpenSSH';
	}

	return certificate.kind === 'user' ? {path, blob, certificate} : 'it is no certificate for users';
};

/**
The certificates of CertificateFile, and one place per IdentityFile for `PATH-cert.pub` beside it: ssh looks for those only
where no CertificateFile is set.
*/
export const readCertificateFiles = async (
	{certificateFiles, identityFiles}: SshSettings,
	note: (text: string) => void,
): Promise<{
	readonly given: readonly CertificateFile[];
	readonly beside: ReadonlyArray<CertificateFile | undefined>;
}> => {
	const given = await Promise.all(
		certificateFiles.map(async path => {
			const file = await readOne(path);
			if (typeof file === 'string') {
				note(`${path} (${file})`);
				return [];
			}

			return [file];
		}),
	);
	const beside = await Promise.all(
		identityFiles.map(async path => {
			const file = certificateFiles.length > 0 ? '' : await readOne(`${path.replace(/\.pub$/, '')}-cert.pub`);
			return typeof file === 'string' ? undefined : file;
		}),
	);
	return {given: given.flat(), beside};
};

/** What is wrong with a certificate that a server did not take, as far as it shows from here; the end of a sentence. */
export const certificateTrouble = (certificate: Certificate, user: string, nowMs: number): string | undefined => {
	const {principals} = certificate;
	const term = whyOutOfTerm(certificate, nowMs);
	if (term !== undefined) {
		return term;
	}

	// A server may map names to accounts (AuthorizedPrincipals), so that this is only a guess once it has said no.
	return principals.length > 0 && !principals.includes(user)
		? `it is made out to ${principals.join(', ')}, not to ${user}`
		: undefined;
};
