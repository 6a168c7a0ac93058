/** Fetches every QEMU release of the lab that is not in its cache, oldest first; ends with 1 when one cannot be had. */
import process from 'node:process';
import {ensureSystemTree, hasSystemTree, qemuReleases} from '../../source/lab/index.js';
import {messageOf} from '../../source/lib/message-of.js';

for (const {version, suite} of qemuReleases) {
	if (await hasSystemTree(version)) {
		continue;
	}

	console.error(`Fetching QEMU ${version} with what it needs of Debian's ${suite} for the lab ...`);
	try {
		await ensureSystemTree(version);
	} catch (error) {
		console.error(messageOf(error));
		process.exitCode = 1;
	}
}
