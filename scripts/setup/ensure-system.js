// Sees to the system packages: installs them where it can, says what to install where it cannot.
import {execFileSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {canInstall, installPackages, updateLists} from './apt.js';
import {missingPackages, osRelease, qemuIsComplete, qemuPackages} from './system-packages.js';

/** Debian releases whose own QEMU is too old for the lab, and whose backports have one that is not. */
const backportedOn = ['bookworm'];

const instructions = (packageNames, withoutQemu) =>
	[
		'vmferry needs programs that are not on this machine, and they cannot be installed from here',
		'(that takes apt, and root or sudo). Please install, by the names that Debian has for them:',
		'',
		...(packageNames.length > 0 ? [`    ${packageNames.join(' ')}`] : []),
		...(withoutQemu
			? [
					`    ${qemuPackages.join(' ')}`,
					'',
					'QEMU must be 9.0 or newer (on Debian 12: from bookworm-backports; on Ubuntu: 25.04 or newer).',
				]
			: []),
		'',
		'Then start this again.',
	].join('\n');

/** Whether the Linux guest's kernel is in the lab's cache, or apt knows where to fetch it. */
const guestKernelIsKnown = () => {
	const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'vmferry', 'lab', 'packages');
	if (existsSync(cache)) {
		return true;
	}

	try {
		return /linux-image-\S+/.test(
			execFileSync('apt-cache', ['depends', '--important', 'linux-image-cloud-amd64'], {
				encoding: 'utf8',
				stdio: 'pipe',
			}),
		);
	} catch {
		return false;
	}
};

/** Returns whether everything is there now. Prints what it does, and what is to be done by hand. */
export const ensureSystem = () => {
	const packageNames = missingPackages();
	const withoutQemu = !qemuIsComplete();
	if (packageNames.length === 0 && !withoutQemu) {
		if (!guestKernelIsKnown() && canInstall()) {
			updateLists();
		}

		return true;
	}

	if (!canInstall()) {
		console.error(instructions(packageNames, withoutQemu));
		return false;
	}

	const backported = withoutQemu ? qemuPackages : [];
	console.error(`Installing ${[...packageNames, ...backported].join(' ')} ...`);
	const {VERSION_CODENAME: codename} = osRelease();
	installPackages({packageNames, backported, ...(backportedOn.includes(codename) ? {codename} : {})});
	const [stillMissing, stillWithoutQemu] = [missingPackages(), !qemuIsComplete()];
	if (stillMissing.length > 0 || stillWithoutQemu) {
		console.error(instructions(stillMissing, stillWithoutQemu));
		return false;
	}

	return true;
};
