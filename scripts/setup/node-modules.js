// Sees to the npm packages, and to the Node that comes with them.
import {execFileSync} from 'node:child_process';
import {existsSync, lstatSync, statSync} from 'node:fs';
import {join} from 'node:path';

/** npm's own note of what it installed: as new as the last installation. */
const installedNote = root => join(root, 'node_modules', '.package-lock.json');

/** A link leads to the packages of another work tree: `npm ci` would empty that one. */
const isLinked = root => lstatSync(join(root, 'node_modules'), {throwIfNoEntry: false})?.isSymbolicLink() === true;

const isInstalled = root =>
	existsSync(installedNote(root)) &&
	statSync(installedNote(root)).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs &&
	existsSync(projectNode(root));

/** The Node that scripts and tests run on: the dev dependency's, whatever the machine has. */
export const projectNode = root => join(root, 'node_modules', '.bin', 'node');

/** Installs the packages of the lock file unless they are there. Throws when npm fails. */
export const ensureNodeModules = root => {
	if (isLinked(root) || isInstalled(root)) {
		return;
	}

	console.error('Installing the npm packages ...');
	// Under "npm run" this is the very npm that runs us.
	const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
	const [file, ...rest] = [...npm, 'ci', '--no-fund', '--no-audit', '--loglevel=error'];
	execFileSync(file, rest, {cwd: root, stdio: ['ignore', 2, 2]});
};
