// apt with a state of its own, so that packages of another Debian release can be looked up and fetched while the machine's own
// sources, lists and cache stay as they are.
import {access, mkdir, readdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {messageOf} from '../../lib/message-of.js';
import {runProgram} from '../run-program.js';
import type {QemuRelease} from './releases.js';

const debianKeyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** Where this machine fetches Debian's packages from, by its own apt configuration: what the suite's label says is Debian. */
const debianMirror = async (): Promise<string> => {
	const argv = ['apt-get', 'indextargets', '--format', '$(LABEL)|$(COMPONENT)|$(REPO_URI)'];
	// No apt at all is the same as an apt that knows no Debian.
	const {stdout} = await runProgram(argv).catch(() => ({stdout: ''}));
	const mirror = stdout
		.split('\n')
		.find(line => line.startsWith('Debian|main|'))
		?.split('|')[2];
	if (mirror === undefined) {
		throw new Error(
			'apt on this machine names no mirror of Debian. On Debian run "apt-get update" as root and try again; on another system the lab has only the QEMU that is installed.',
		);
	}

	return mirror;
};

const hasKeyring = async (): Promise<boolean> =>
	access(debianKeyring).then(
		() => true,
		() => false,
	);

/** The words before apt-get's command: everything it reads or writes lies under `folder`, as if nothing were installed. */
const aptGet = (folder: string): string[] => [
	'apt-get',
	'--quiet',
	'--yes',
	...[
		`Dir::State=${join(folder, 'state')}`,
		`Dir::State::status=${join(folder, 'status')}`,
		`Dir::Cache=${join(folder, 'cache')}`,
		`Dir::Etc::SourceList=${join(folder, 'sources.list')}`,
		'Dir::Etc::SourceParts=/dev/null',
		'Dir::Etc::Preferences=/dev/null',
		'Dir::Etc::PreferencesParts=/dev/null',
		// apt's own user may not write to a folder of ours.
		'APT::Sandbox::User=root',
		'APT::Install-Recommends=false',
		'Acquire::Retries=3',
	].flatMap(option => ['-o', option]),
];

/**
Fetches packages and all that they depend on. What an earlier, interrupted call fetched into the same folder is not fetched
again; apt checks each file against the suite's signed lists.

@param folder Kept by the caller until the packages are unpacked.
@returns Paths of the packages' files.
@throws Error that names the release, when its suite is not served or the packages cannot be had.
*/
export const fetchPackages = async (
	{version, suite}: QemuRelease,
	folder: string,
	packageNames: readonly string[],
): Promise<string[]> => {
	const archives = join(folder, 'cache', 'archives');
	await mkdir(join(folder, 'state', 'lists', 'partial'), {recursive: true});
	await mkdir(join(archives, 'partial'), {recursive: true});
	await writeFile(join(folder, 'status'), '');
	const signedBy = (await hasKeyring()) ? ` [signed-by=${debianKeyring}]` : '';
	await writeFile(join(folder, 'sources.list'), `deb${signedBy} ${await debianMirror()} ${suite} main\n`);
	const apt = aptGet(folder);
	try {
		await runProgram([...apt, '-o', 'APT::Update::Error-Mode=any', 'update']);
	} catch (error) {
		throw new Error(
			`Debian's ${suite}, which has QEMU ${version}, could not be read from the mirror that apt uses on this machine: the mirror cannot be reached, or it no longer serves this release. apt said: ${messageOf(error)}`,
			{cause: error},
		);
	}

	try {
		// Whatever an older list of the suite had: only the files of this one are to be unpacked.
		await runProgram([...apt, 'autoclean']);
		await runProgram([...apt, '--download-only', 'install', ...packageNames]);
	} catch (error) {
		throw new Error(
			`The packages of Debian's ${suite} with QEMU ${version} could not be fetched: ${messageOf(error)}`,
			{
				cause: error,
			},
		);
	}

	const names = await readdir(archives);
	return names.filter(name => name.endsWith('.deb')).map(name => join(archives, name));
};
