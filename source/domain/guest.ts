import {parseSize} from '../lib/units.js';
import type {
	MigrationFacts,
	MonitorHolder,
	MonitorLanguage,
	ProcessFacts,
	QemuVersion,
	StatusFacts,
} from '../protocol/facts.js';
import {findMonitors, type MonitorEndpoint} from './command-line/monitors.js';
import {type CommandLineOption, listValue, parseList, parseOptions} from './command-line/option-syntax.js';

/** Identity of one QEMU process: `HOST/PID.STARTTIME`. A guest that moved has another key on the other host. */
export type GuestKey = string;

/** What a command line says of a guest, with QEMU's defaults where it is silent. */
export type GuestDefinition = {
	readonly name: string;
	readonly uuid: string | undefined;
	readonly vcpuCount: number;
	readonly memoryBytes: number;
	readonly monitors: readonly MonitorEndpoint[];
	/** The value of `-incoming`: this process was started to receive a guest. */
	readonly incoming: string | undefined;
	/** A manager that owns the guest's monitor. */
	readonly managedBy: 'libvirt' | undefined;
};

/** The state of vmferry's own session on the guest's monitor. */
export type MonitorContact =
	| {readonly state: 'none'; readonly why: string}
	| {readonly state: 'connecting'}
	| {readonly state: 'ready'; readonly language: MonitorLanguage; readonly version: QemuVersion | undefined}
	/** It accepted the connection and says nothing: another client holds it. */
	| {readonly state: 'busy'; readonly holder?: MonitorHolder}
	| {readonly state: 'failed'; readonly why: string};

/** One QEMU process as everything above the engine sees it. */
export type Guest = GuestDefinition & {
	readonly key: GuestKey;
	readonly host: string;
	readonly process: ProcessFacts;
	/** Of one processor; `undefined` until two readings are there. */
	readonly cpuPercent: number | undefined;
	/** The reading that the next percentage is measured from. */
	readonly cpuReading: {readonly ticks: number; readonly uptimeSeconds: number};
	readonly contact: MonitorContact;
	readonly status: StatusFacts | undefined;
	readonly migration: MigrationFacts | undefined;
};

export const guestKey = (host: string, {pid, startTimeTicks}: Pick<ProcessFacts, 'pid' | 'startTimeTicks'>): GuestKey =>
	`${host}/${pid}.${startTimeTicks}`;

/** Whether this guest is that very process: pids are used again, so the start time counts too. */
export const isProcess = (
	{process}: Pick<Guest, 'process'>,
	{pid, startTimeTicks}: Pick<ProcessFacts, 'pid' | 'startTimeTicks'>,
): boolean => process.pid === pid && process.startTimeTicks === startTimeTicks;

const optionValue = (options: readonly CommandLineOption[], ...names: readonly string[]): string | undefined =>
	options.findLast(({name}) => names.includes(name))?.value;

/** `-name vm01`, `-name guest=vm01,debug-threads=on`. */
const parseName = (value: string | undefined): string | undefined => {
	const entries = parseList(value ?? '');
	const first = entries[0];
	return listValue(entries, 'guest') ?? (first?.value === undefined ? first?.key : undefined) ?? undefined;
};

/** `-smp 4`, `-smp cpus=4,sockets=2`, `-smp 2,maxcpus=8`; without it one. */
const parseVcpuCount = (value: string | undefined): number => {
	const entries = parseList(value ?? '');
	const first = entries[0];
	const product = ['sockets', 'dies', 'cores', 'threads']
		.map(key => Number(listValue(entries, key) ?? 1))
		.reduce((left, right) => left * right, 1);
	const count = Number(listValue(entries, 'cpus') ?? (first?.value === undefined ? first?.key : undefined));
	return Number.isInteger(count) && count > 0 ? count : product;
};

const mebibyte = 1024 ** 2;
/** QEMU's default for `-m` on the pc machines: 128 MiB. */
const defaultMemoryBytes = 128 * mebibyte;

/** `-m 512`, `-m 2G`, `-m size=2G,slots=4`; a plain number is MiB. */
const parseMemoryBytes = (value: string | undefined): number => {
	const entries = parseList(value ?? '');
	const first = entries[0];
	const size = listValue(entries, 'size') ?? (first?.value === undefined ? first?.key : undefined);
	return (size && parseSize(size, mebibyte)) || defaultMemoryBytes;
};

/** libvirt marks its guests by the secret it hands over and by the id of their monitor. */
const isLibvirtOption = ({name, value = ''}: CommandLineOption): boolean =>
	(name === 'object' && /"?id"?[=:]"?masterKey0/.test(value)) || (name === 'mon' && value.includes('charmonitor'));

/** Reads a guest's definition from its process. */
export const defineGuest = (process: Pick<ProcessFacts, 'pid' | 'commandLine'>): GuestDefinition => {
	const options = parseOptions(process.commandLine);
	return {
		name: parseName(optionValue(options, 'name')) || `qemu-${process.pid}`,
		uuid: optionValue(options, 'uuid'),
		vcpuCount: parseVcpuCount(optionValue(options, 'smp')),
		memoryBytes: parseMemoryBytes(optionValue(options, 'm')),
		monitors: findMonitors(options),
		incoming: optionValue(options, 'incoming'),
		managedBy: options.some(isLibvirtOption) ? 'libvirt' : undefined,
	};
};

/** Who holds a busy monitor, in words. */
export const describeHolder = (holder: MonitorHolder | undefined): string => {
	switch (holder?.kind) {
		case 'process':
			return `${holder.name} (pid ${holder.pid})`;
		case 'peer':
			return `a client at ${holder.address}`;
		default:
			return 'another client';
	}
};

/** The run state in one word, `-` where nothing was heard. */
export const runStateOf = (guest: Pick<Guest, 'status' | 'contact'>): string => guest.status?.runState ?? '-';
