/** Orders for post-copy: QEMU 2.5 has the switch, 3.0 the recovery. Each is refused by a QEMU that does not know it. */
import {order, outOfBandRequest, qmpRequest, quoteHmp} from './build.js';
import type {Operation} from './operation.js';

/** From here on the guest lives on the destination; there is no way back. A second one is refused. */
export const startPostCopy: Operation<undefined, undefined> = order({
	name: 'migrate-start-postcopy',
	repeatable: true,
	qmp: () => [qmpRequest('migrate-start-postcopy')],
	hmp: () => ['migrate_start_postcopy'],
});

/** For the destination of a paused post-copy: it listens anew, on a port that is free. */
export const migrateRecover: Operation<{readonly uri: string}, undefined> = order({
	name: 'migrate-recover',
	repeatable: false,
	// A destination that waits for pages may be busy with a command that will not end before them.
	qmp: ({takesOutOfBand}, {uri}) => [
		takesOutOfBand ? outOfBandRequest('migrate-recover', {uri}) : qmpRequest('migrate-recover', {uri}),
	],
	hmp: (_dialect, {uri}) => [`migrate_recover ${quoteHmp(uri)}`],
});

/** For the source of a paused post-copy: it sends what is still missing. */
export const migrateResume: Operation<{readonly uri: string}, undefined> = order({
	name: 'migrate resume',
	repeatable: false,
	qmp: (_dialect, {uri}) => [qmpRequest('migrate', {uri, resume: true})],
	hmp: (_dialect, {uri}) => [`migrate -d -r ${quoteHmp(uri)}`],
});
