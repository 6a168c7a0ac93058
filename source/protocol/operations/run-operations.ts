/** Orders that start, stop and end the guest. */
import {order, qmpRequest} from './build.js';
import type {Operation} from './operation.js';

/** Not repeatable: a second one, sent blindly, may start a guest that meanwhile runs on another host. */
export const cont: Operation<undefined, undefined> = order({
	name: 'cont',
	repeatable: false,
	qmp: () => [qmpRequest('cont')],
	hmp: () => ['cont'],
});

export const stop: Operation<undefined, undefined> = order({
	name: 'stop',
	repeatable: true,
	qmp: () => [qmpRequest('stop')],
	hmp: () => ['stop'],
});

/** Often without a reply: the stream ends. Not repeatable: behind the same socket there may be another QEMU by then. */
export const quit: Operation<undefined, undefined> = order({
	name: 'quit',
	effect: 'fatal',
	repeatable: false,
	qmp: () => [qmpRequest('quit')],
	hmp: () => ['quit'],
});
