/**
`info migrate` of QEMU 0.12 to 11.1. Up to 10.0 every value has its own line, `transferred ram: 9656 kbytes`; since 10.1
lines hold several, `Transfers: transferred=23.7 MiB, remain=104 MiB`. Both are read into labels first, and then asked
for what they may say: no version has to be known, and lines that were added later do no harm.
*/
import type {MigrationFacts, RamFacts} from '../../facts.js';
import {columnsOf, readAmount, readLabels} from './amounts.js';

/** `Migration status: failed (why)`, `Status: \t\tactive`; before 2.7 without a reason. */
const statusLine = /^(?:Migration status|Status):?\s+([\w-]+)(?: \((.*)\))?\s*$/m;

function readRam(labels: ReadonlyMap<string, string>): RamFacts {
	const columns = columnsOf(labels);
	const mbps = readAmount(labels.get('throughput') ?? labels.get('Throughput'));
	return {
		transferredBytes: readAmount(labels.get('transferred ram') ?? columns.get('Transfers/transferred')),
		remainingBytes: readAmount(labels.get('remaining ram') ?? columns.get('Transfers/remain')),
		totalBytes: readAmount(labels.get('total ram') ?? columns.get('Sizes/total')),
		duplicatePages: readAmount(labels.get('duplicate') ?? columns.get('Page Types/zero')),
		normalPages: readAmount(labels.get('normal') ?? columns.get('Page Types/normal')),
		normalBytes: readAmount(labels.get('normal bytes')),
		dirtyPagesPerSecond: readAmount(labels.get('dirty pages rate') ?? columns.get('Page Rates/dirty')),
		// 10^6 bit/s.
		throughputBytesPerSecond: mbps === undefined ? undefined : (mbps * 1e6) / 8,
		dirtySyncCount: readAmount(labels.get('dirty sync count') ?? columns.get('Others/dirty_syncs')),
		pageSizeBytes: readAmount(labels.get('page size') ?? columns.get('Sizes/pagesize')),
		pagesPerSecond: readAmount(labels.get('pages-per-second') ?? columns.get('Page Rates/transfer')),
		postcopyRequests: readAmount(labels.get('postcopy request count') ?? columns.get('Others/postcopy_req')),
	};
}

/** The indented lines below `heading`. */
function indentedBelow(lines: readonly string[], heading: string): readonly string[] {
	const start = lines.indexOf(heading) + 1;
	if (start === 0) return [];
	const end = lines.findIndex((line, index) => index >= start && !/^\s+\S/.test(line));
	return lines.slice(start, end < 0 ? undefined : end);
}

function readAddresses(lines: readonly string[]): readonly string[] | undefined {
	const addresses = ['socket address: [', 'Sockets: ['].flatMap(heading => indentedBelow(lines, heading));
	return addresses.length > 0 ? addresses.map(line => line.trim()) : undefined;
}

const isEmpty = (values: object) => Object.values(values).every(value => value === undefined);

/** Empty facts when there was no migration yet; never `undefined`: every text is some answer. */
export function readHmpMigration(text: string): MigrationFacts {
	const lines = text.split('\n');
	const blocked = indentedBelow(lines, 'Outgoing migration blocked:');
	const labels = readLabels(lines.filter(line => !blocked.includes(line)));
	const columns = columnsOf(labels);
	const [, status, errorDescription] = statusLine.exec(text) ?? [];
	const ram = readRam(labels);
	// 1.2 to 10.0 print the total time with every status, but set it only together with the memory's numbers.
	const hasRam = !isEmpty(ram);
	return {
		status,
		errorDescription,
		totalTimeMs: readAmount(columns.get('Time/total') ?? (hasRam ? labels.get('total time') : undefined)),
		setupTimeMs: readAmount(labels.get('setup') ?? columns.get('Time/setup')),
		downtimeMs: readAmount(labels.get('downtime') ?? columns.get('Time/down')),
		expectedDowntimeMs: readAmount(labels.get('expected downtime') ?? columns.get('Time/exp_down')),
		cpuThrottlePercent: readAmount(labels.get('cpu throttle percentage') ?? labels.get('CPU Throttle')),
		ram: hasRam ? ram : undefined,
		blockedReasons: blocked.length > 0 ? blocked.map(line => line.trim()) : undefined,
		socketAddresses: readAddresses(lines),
	};
}
