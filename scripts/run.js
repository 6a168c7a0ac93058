/**
What `npm run demo` and `npm test` start: sets the machine up, then hands over to the task, on the project's own Node. Plain
JavaScript without packages, since on a fresh clone there are none.

The set-up is done when the task is `setup` too, and then nothing more.
*/
import {spawn} from 'node:child_process';
import {constants} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {ensureSystem} from './setup/ensure-system.js';
import {ensureLabSystems} from './setup/lab-systems.js';
import {ensureNodeModules, projectNode} from './setup/node-modules.js';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const [task, ...rest] = process.argv.slice(2);

const setUp = () => {
	try {
		// System packages first: node-pty is compiled when the npm packages are installed.
		if (!ensureSystem()) {
			return false;
		}

		ensureNodeModules(root);
		// Without them the tests that need them fail, and say the same; all others can be run.
		return task === 'demo' || ensureLabSystems(root) || task === 'test';
	} catch (error) {
		console.error(`The set-up failed: ${error.message}`);
		return false;
	}
};

const handOver = () => {
	const child = spawn(projectNode(root), [path.join(root, 'scripts', 'tasks', `${task}.js`), ...rest], {
		cwd: root,
		stdio: 'inherit',
		env: {...process.env, PATH: `${path.join(root, 'node_modules', '.bin')}:${process.env.PATH ?? ''}`},
	});
	// A terminal sends Ctrl-C to the task as well, which takes its lab down; we wait for that.
	for (const signal of ['SIGINT', 'SIGHUP']) {
		process.on(signal, () => undefined);
	}

	process.on('SIGTERM', () => child.kill('SIGTERM'));
	child.on('error', error => {
		console.error(`The project's Node could not be started: ${error.message}`);
		process.exitCode = 1;
	});
	child.on('exit', (code, signal) => {
		process.exitCode = code ?? 128 + constants.signals[signal];
	});
};

if (!['demo', 'test', 'setup'].includes(task)) {
	console.error('Usage: node scripts/run.js demo|test|setup');
	process.exitCode = 2;
} else if (!setUp()) {
	process.exitCode = 1;
} else if (task !== 'setup') {
	handOver();
}
