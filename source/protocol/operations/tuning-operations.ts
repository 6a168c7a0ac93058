/**
Speed and downtime of a migration, which QEMU moved from commands of their own to parameters.
A plain number in HMP meant bytes up to 0.13 and means MiB since 0.14, so numbers get the suffix B from there on.
*/
import {order, qmpRequest} from './build.js';
import {type Dialect, offers} from './dialect.js';
import type {Operation} from './operation.js';

/** QEMU 0.12 keeps the speed in 32 bits, and a larger one wraps around. */
const largestOldSpeed = 0xffff_ffff;
/** QEMU's own limit (migration/options.c). */
const longestDowntimeMs = 2_000_000;

function hmpSpeed(dialect: Dialect, bytesPerSecond: number): string | undefined {
	if (offers(dialect, 'speed and downtime as parameters')) {
		return `migrate_set_parameter max-bandwidth ${bytesPerSecond}B`;
	}

	if (!offers(dialect, 'migrate_set_speed')) return undefined;
	return offers(dialect, 'sizes with the suffix B')
		? `migrate_set_speed ${bytesPerSecond}B`
		: `migrate_set_speed ${Math.min(bytesPerSecond, largestOldSpeed)}`;
}

function qmpSpeed(dialect: Dialect, bytesPerSecond: number): string | undefined {
	if (offers(dialect, 'speed and downtime as parameters')) {
		return qmpRequest('migrate-set-parameters', {'max-bandwidth': bytesPerSecond});
	}

	return offers(dialect, 'migrate_set_speed') ? qmpRequest('migrate_set_speed', {value: bytesPerSecond}) : undefined;
}

const oneLine = (line: string | undefined) => (line === undefined ? undefined : [line]);
const wholeBytes = (bytesPerSecond: number) => Math.max(0, Math.round(bytesPerSecond));

export const setMaxBandwidth: Operation<{readonly bytesPerSecond: number}, undefined> = order({
	name: 'max-bandwidth',
	repeatable: true,
	qmp: (dialect, {bytesPerSecond}) => oneLine(qmpSpeed(dialect, wholeBytes(bytesPerSecond))),
	hmp: (dialect, {bytesPerSecond}) => oneLine(hmpSpeed(dialect, wholeBytes(bytesPerSecond))),
});

const wholeMs = (ms: number) => Math.min(longestDowntimeMs, Math.max(0, Math.round(ms)));

export const setDowntimeLimit: Operation<{readonly downtimeLimitMs: number}, undefined> = order({
	name: 'downtime-limit',
	repeatable: true,
	qmp(dialect, {downtimeLimitMs}) {
		const ms = wholeMs(downtimeLimitMs);
		if (offers(dialect, 'speed and downtime as parameters')) {
			return [qmpRequest('migrate-set-parameters', {'downtime-limit': ms})];
		}

		return offers(dialect, 'migrate_set_downtime')
			? [qmpRequest('migrate_set_downtime', {value: ms / 1000})]
			: undefined;
	},
	hmp(dialect, {downtimeLimitMs}) {
		const ms = wholeMs(downtimeLimitMs);
		if (offers(dialect, 'speed and downtime as parameters')) return [`migrate_set_parameter downtime-limit ${ms}`];
		return offers(dialect, 'migrate_set_downtime') ? [`migrate_set_downtime ${ms / 1000}`] : undefined;
	},
});
