/** Questions about the guest and its QEMU. */
import type {BlockFacts, QemuVersion, StatusFacts} from '../facts.js';
import {readHmpBlock} from '../hmp/parsers/block.js';
import {
	readHmpCpuCount,
	readHmpKvm,
	readHmpMachineType,
	readHmpMemoryBytes,
	readHmpName,
	readHmpStatus,
	readHmpUuid,
	readHmpVersion,
} from '../hmp/parsers/guest.js';
import {readQmpBlock} from '../qmp/parsers/block.js';
import {
	readQmpCommands,
	readQmpCpuCount,
	readQmpKvm,
	readQmpMachineType,
	readQmpMemoryBytes,
	readQmpName,
	readQmpStatus,
	readQmpUuid,
	readQmpVersion,
} from '../qmp/parsers/guest.js';
import {qmpRequest, query} from './build.js';
import {offers} from './dialect.js';
import type {Operation} from './operation.js';

type Query<Answer> = Operation<undefined, Answer>;

export const queryStatus: Query<StatusFacts> = query({
	name: 'query-status',
	qmp: () => qmpRequest('query-status'),
	hmp: () => 'info status',
	readQmp: readQmpStatus,
	readHmp: readHmpStatus,
});

export const queryVersion: Query<QemuVersion> = query({
	name: 'query-version',
	qmp: () => qmpRequest('query-version'),
	hmp: () => 'info version',
	readQmp: readQmpVersion,
	readHmp: readHmpVersion,
});

/** `name` is absent when the guest has none. */
export const queryName: Query<{readonly name?: string}> = query({
	name: 'query-name',
	qmp: () => qmpRequest('query-name'),
	hmp: () => 'info name',
	readQmp: readQmpName,
	readHmp: readHmpName,
});

/** `uuid` is absent when the guest has none, which QEMU shows as zeros. */
export const queryUuid: Query<{readonly uuid?: string}> = query({
	name: 'query-uuid',
	qmp: () => qmpRequest('query-uuid'),
	hmp: () => 'info uuid',
	readQmp: readQmpUuid,
	readHmp: readHmpUuid,
});

/** Whether KVM runs the guest; otherwise, in practice, it is TCG. */
export const queryKvm: Query<{readonly enabled: boolean}> = query({
	name: 'query-kvm',
	qmp: () => qmpRequest('query-kvm'),
	hmp: () => 'info kvm',
	readQmp: readQmpKvm,
	readHmp: readHmpKvm,
});

/** The versioned machine type, `pc-i440fx-10.0`, also where the command line says only `pc`. */
export const queryMachineType: Query<string> = query({
	name: 'machine type',
	qmp: dialect =>
		offers(dialect, 'qom-get') ? qmpRequest('qom-get', {path: '/machine', property: 'type'}) : undefined,
	hmp: dialect => (offers(dialect, 'qom-get') ? 'qom-get /machine type' : undefined),
	readQmp: readQmpMachineType,
	readHmp: readHmpMachineType,
});

export const queryBlock: Query<readonly BlockFacts[]> = query({
	name: 'query-block',
	qmp: () => qmpRequest('query-block'),
	hmp: () => 'info block',
	readQmp: readQmpBlock,
	readHmp: readHmpBlock,
});

export const queryCpuCount: Query<number> = query({
	name: 'query-cpus',
	// Unlike `query-cpus` it does not interrupt the guest.
	qmp: dialect => qmpRequest(offers(dialect, 'query-cpus-fast') ? 'query-cpus-fast' : 'query-cpus'),
	hmp: () => 'info cpus',
	readQmp: readQmpCpuCount,
	readHmp: readHmpCpuCount,
});

/** Memory of the guest with what was plugged in later, in bytes. */
export const queryMemoryBytes: Query<number> = query({
	name: 'memory size',
	qmp: dialect => (offers(dialect, 'memory size summary') ? qmpRequest('query-memory-size-summary') : undefined),
	hmp: dialect => (offers(dialect, 'memory size summary') ? 'info memory_size_summary' : undefined),
	readQmp: readQmpMemoryBytes,
	readHmp: readHmpMemoryBytes,
});

/** The names of all QMP commands, for `Dialect.commands`. */
export const queryCommands: Query<ReadonlySet<string>> = query({
	name: 'query-commands',
	qmp: () => qmpRequest('query-commands'),
	hmp: () => undefined,
	readQmp: readQmpCommands,
	readHmp: () => undefined,
});
