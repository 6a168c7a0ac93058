/** `query-migrate`: members came and went from 0.12 to 11.1, so each is optional, and unknown words of `status` are kept. */
import * as v from 'valibot';
import type {MigrationFacts, RamFacts} from '../../facts.js';
import {amount, entriesOf, part, read, text} from './tolerant.js';

const ramSchema = part({
	transferred: amount,
	remaining: amount,
	total: amount,
	duplicate: amount,
	normal: amount,
	'normal-bytes': amount,
	'dirty-pages-rate': amount,
	mbps: amount,
	'dirty-sync-count': amount,
	'page-size': amount,
	'pages-per-second': amount,
	'postcopy-requests': amount,
});

const schema = v.looseObject({
	status: text,
	'error-desc': text,
	'total-time': amount,
	'setup-time': amount,
	downtime: amount,
	'expected-downtime': amount,
	'cpu-throttle-percentage': amount,
	/** Its name in 2.5 and 2.6. */
	'x-cpu-throttle-percentage': amount,
	ram: ramSchema,
	'blocked-reasons': v.optional(v.unknown()),
	'socket-address': v.optional(v.unknown()),
});

function ramOf(ram: v.InferOutput<typeof ramSchema>): RamFacts | undefined {
	return (
		ram && {
			transferredBytes: ram.transferred,
			remainingBytes: ram.remaining,
			totalBytes: ram.total,
			duplicatePages: ram.duplicate,
			normalPages: ram.normal,
			normalBytes: ram['normal-bytes'],
			dirtyPagesPerSecond: ram['dirty-pages-rate'],
			// 10^6 bit/s.
			throughputBytesPerSecond: ram.mbps === undefined ? undefined : (ram.mbps * 1e6) / 8,
			dirtySyncCount: ram['dirty-sync-count'],
			pageSizeBytes: ram['page-size'],
			pagesPerSecond: ram['pages-per-second'],
			postcopyRequests: ram['postcopy-requests'],
		}
	);
}

const address = v.looseObject({
	type: v.string(),
	host: text,
	port: v.optional(v.union([v.string(), v.number()])),
	path: text,
});

function addressesOf(value: unknown): readonly string[] | undefined {
	return entriesOf(value, address)?.flatMap(({type, host, port, path}) => {
		if (type === 'unix' && path !== undefined) return [`unix:${path}`];
		if (type !== 'inet' || host === undefined || port === undefined) return [];
		return [`tcp:${host.includes(':') ? `[${host}]` : host}:${port}`];
	});
}

/** `{}` means that there was no migration yet. */
export function readQmpMigration(value: unknown): MigrationFacts | undefined {
	const answer = read(value, schema);
	if (!answer) return undefined;
	return {
		status: answer.status,
		errorDescription: answer['error-desc'],
		totalTimeMs: answer['total-time'],
		setupTimeMs: answer['setup-time'],
		downtimeMs: answer.downtime,
		expectedDowntimeMs: answer['expected-downtime'],
		cpuThrottlePercent: answer['cpu-throttle-percentage'] ?? answer['x-cpu-throttle-percentage'],
		ram: ramOf(answer.ram),
		blockedReasons: entriesOf(answer['blocked-reasons'], v.string()),
		socketAddresses: addressesOf(answer['socket-address']),
	};
}
