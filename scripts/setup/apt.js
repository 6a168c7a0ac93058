// Installs Debian packages and leaves nothing beside them: the source line of the backports suite lives in a folder that is
// taken away again, no service is started by the installation, and none of the new ones is started at the next boot.
import {execFileSync, spawnSync} from 'node:child_process';
import {chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

const policyFile = '/usr/sbin/policy-rc.d';
const debianKeyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** Whether packages can be installed here without asking anybody: apt, and root or a sudo that needs no new password. */
export function canInstall() {
	if (!existsSync('/usr/bin/apt-get')) {
		return false;
	}

	return process.getuid() === 0 || spawnSync('sudo', ['-v'], {stdio: 'inherit'}).status === 0;
}

/** Runs a program as root, its output on our standard error. Throws when it fails. */
function asRoot(program, ...arguments_) {
	const [file, ...rest] = process.getuid() === 0 ? [program] : ['sudo', '--preserve-env=DEBIAN_FRONTEND', program];
	execFileSync(file, [...rest, ...arguments_], {
		stdio: ['inherit', 2, 2],
		env: {...process.env, DEBIAN_FRONTEND: 'noninteractive'},
	});
}

/** Where this machine fetches the packages of a suite from, by its own apt configuration. */
function mirrorOf(suite) {
	const output = execFileSync('apt-get', ['indextargets', '--format', '$(REPO_URI) $(RELEASE) $(COMPONENT)'], {
		encoding: 'utf8',
	});
	return output
		.split('\n')
		.find(line => line.endsWith(` ${suite} main`))
		?.split(' ')[0];
}

/** Runs `work` while maintainer scripts may start no service: invoke-rc.d asks the policy file and heeds 101. */
function withoutServices(work) {
	const scratch = mkdtempSync(join(tmpdir(), 'vmferry-policy-'));
	const kept = existsSync(policyFile);
	if (kept) {
		cpSync(policyFile, join(scratch, 'kept'));
	}

	writeFileSync(join(scratch, 'ours'), '#!/bin/sh\nexit 101\n');
	chmodSync(join(scratch, 'ours'), 0o755);
	try {
		asRoot('cp', join(scratch, 'ours'), policyFile);
		work();
	} finally {
		if (kept) {
			asRoot('cp', join(scratch, 'kept'), policyFile);
		} else {
			asRoot('rm', '-f', policyFile);
		}

		rmSync(scratch, {recursive: true, force: true});
	}
}

/** Runs `work` with the options that add the backports suite to apt's sources, from a folder that exists only so long. */
function withBackports(codename, work) {
	if (!mirrorOf(codename)) {
		// On a new machine nothing was fetched yet, and until then apt does not tell.
		updateLists();
	}

	const mirror = mirrorOf(codename);
	if (!mirror) {
		throw new Error(`apt on this machine has no source for ${codename} main, so its backports cannot be found either.`);
	}

	const folder = mkdtempSync(join(tmpdir(), 'vmferry-apt-'));
	chmodSync(folder, 0o755);
	try {
		if (existsSync('/etc/apt/sources.list.d')) {
			cpSync('/etc/apt/sources.list.d', folder, {recursive: true});
		}

		const signedBy = existsSync(debianKeyring) ? `[signed-by=${debianKeyring}] ` : '';
		writeFileSync(join(folder, 'vmferry-backports.list'), `deb ${signedBy}${mirror} ${codename}-backports main\n`);
		work(['-o', `Dir::Etc::sourceparts=${folder}`]);
	} finally {
		rmSync(folder, {recursive: true, force: true});
		removeLists(`_${codename}-backports_`);
	}
}

/** Takes away the package lists of a suite that the machine's own configuration does not name. */
function removeLists(part) {
	const folder = '/var/lib/apt/lists';
	const files = readdirSync(folder).filter(name => name.includes(part));
	if (files.length > 0 && !mirrorOf(part.slice(1, -1))) {
		asRoot('rm', '-f', ...files.map(name => join(folder, name)));
	}
}

/** Keeps services that came with newly installed packages from starting at the next boot. */
function disableServices(packageNames) {
	const units = {
		'openssh-server': ['ssh.service', 'ssh.socket'],
		'nfs-ganesha': ['nfs-ganesha.service'],
		rpcbind: ['rpcbind.service', 'rpcbind.socket'],
	};
	if (!existsSync('/usr/bin/systemctl')) {
		return;
	}

	for (const unit of packageNames.flatMap(name => units[name] ?? [])) {
		try {
			asRoot('systemctl', '--quiet', 'disable', unit);
		} catch {
			// A unit that this release does not have, or a machine that systemd does not run.
		}
	}
}

const install = (options, ...packageNames) => {
	asRoot('apt-get', 'install', '--yes', '--quiet=2', '--no-install-recommends', ...options, ...packageNames);
};

/** Fetches the package lists by the machine's own configuration. */
export function updateLists() {
	asRoot('apt-get', 'update', '--quiet=2');
}

/** Installs packages; `backported` ones come from the backports suite of `codename` when it is given. */
export function installPackages({packageNames, backported, codename}) {
	withoutServices(() => {
		if (backported.length > 0 && codename) {
			withBackports(codename, options => {
				asRoot('apt-get', 'update', '--quiet=2', ...options);
				install([...options, '-t', `${codename}-backports`], ...backported);
			});
		} else {
			updateLists();
			install([], ...backported);
		}

		if (packageNames.length > 0) {
			install([], ...packageNames);
			disableServices(packageNames);
		}
	});
}
