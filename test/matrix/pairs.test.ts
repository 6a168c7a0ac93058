/** Every pair of the lab's QEMU releases, with every machine type and monitor language. */
import {qemuReleases} from '../../source/lab/index.js';
import {allCases, testPair} from '../lab/support/version-pair.js';

for (const {version: from} of qemuReleases) {
	for (const {version: to} of qemuReleases) {
		if (from !== to) {
			testPair(from, to, allCases);
		}
	}
}
