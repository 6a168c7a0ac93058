// Sees to the QEMUs of other Debian releases that the lab's hosts can have: each is fetched once, into the lab's cache.
import {spawnSync} from 'node:child_process';
import {projectNode} from './node-modules.js';

/** Returns whether all of them are there. What is fetched, and why one cannot be, is printed. */
export const ensureLabSystems = root =>
	spawnSync(projectNode(root), ['--import', 'tsx', 'scripts/setup/fetch-lab-systems.ts'], {
		cwd: root,
		stdio: ['ignore', 2, 2],
	}).status === 0;
