/** QMP as bytes: greeting, negotiation (none in 0.12), replies with the id of their request, events. */

import type {QmpEvent, ScriptedQemu} from './qemu.js';
import {performQmp} from './qmp-commands.js';
import {isBelow, isSince} from './release.js';
import type {Client, ScriptedSession} from './session.js';

const greetingOf = ({release}: ScriptedQemu): unknown =>
	isBelow(release, 0, 13)
		? {QMP: {capabilities: []}}
		: {
				QMP: {
					version: {qemu: {micro: release.micro, minor: release.minor, major: release.major}, package: ''},
					capabilities: isSince(release, 4, 0) ? ['oob'] : [],
				},
			};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

export const openQmpSession = (qemu: ScriptedQemu, client: Client): ScriptedSession => {
	let unread = '';
	let isGranted = false;
	let isNegotiated = isBelow(qemu.release, 0, 13);

	const say = (message: unknown): void => client.send(`${JSON.stringify(message)}\r\n`);

	const onEvent = (event: QmpEvent): void => {
		if (isNegotiated) {
			say({timestamp: {seconds: 1_795_418_737, microseconds: 701_412}, ...event});
		}
	};

	const take = (line: string): void => {
		const request: unknown = JSON.parse(line);
		const isOutOfBand = isRecord(request) && isGranted && typeof request['exec-oob'] === 'string';
		if (!isRecord(request) || (typeof request['execute'] !== 'string' && !isOutOfBand)) {
			qemu.complain(`got ${line} on QMP, which is no request`);
			return;
		}

		const {arguments: parameters, id} = request;
		const execute = String(request[isOutOfBand ? 'exec-oob' : 'execute']);
		const mark = id === undefined ? {} : {id};
		const fail = (errorClass: string, desc: string): void => say({...mark, error: {class: errorClass, desc}});
		if (!isNegotiated) {
			if (execute !== 'qmp_capabilities') {
				qemu.complain(`got ${execute} before the negotiation`);
				fail('CommandNotFound', `Expecting capabilities negotiation with 'qmp_capabilities'`);
				return;
			}

			isNegotiated = true;
			isGranted = isRecord(parameters) && Array.isArray(parameters['enable']) && parameters['enable'].includes('oob');
			say({return: {}, ...mark});
			return;
		}

		const answer = performQmp(qemu, execute, isRecord(parameters) ? parameters : {});
		if ('description' in answer) {
			fail(answer.errorClass, answer.description);
			return;
		}

		say({return: answer.value, ...mark});
		if (answer.quits && !qemu.ignoresQuit) {
			qemu.emit('SHUTDOWN', {guest: false, reason: 'host-qmp-quit'});
			client.quit();
		}
	};

	const work = (): void => {
		for (let end = unread.indexOf('\n'); end >= 0 && !qemu.isSilent && qemu.isAlive; end = unread.indexOf('\n')) {
			const line = unread.slice(0, end);
			unread = unread.slice(end + 1);
			take(line);
		}
	};

	const stops = [qemu.onWake(work), qemu.onEvent(onEvent)];
	say(greetingOf(qemu));
	return {
		receive(chunk) {
			unread += new TextDecoder().decode(chunk);
			work();
		},
		end() {
			for (const stop of stops) {
				stop();
			}
		},
	};
};
