/**
The section `stat PID…`: a file of known content, `/proc/PID/stat` of the first, that file again, and so on; at the end in
the same way `/proc/loadavg`, `/proc/uptime` and `/proc/meminfo`. Formats: proc(5).
*/
import type {HostLoadFacts} from '../facts.js';
import type {Sections} from './sections.js';

export type ProcessDynamics = {
	readonly pid: number;
	readonly startTimeTicks: number;
	readonly processState: string;
	readonly cpuTicks: number;
	readonly residentPages: number;
};

export type Dynamics = {readonly processes: readonly ProcessDynamics[]; readonly load: HostLoadFacts};

/** A process name may hold blanks and parentheses, so fields are counted from its last one on. */
function readStat(pid: number, text: string): ProcessDynamics[] {
	const fields = text
		.slice(text.lastIndexOf(')') + 2)
		.trim()
		.split(' ');
	// The first of these is field 3.
	const field = (number: number) => Number(fields[number - 3]);
	const stat = {
		pid,
		startTimeTicks: field(22),
		processState: fields[0] ?? '',
		cpuTicks: field(14) + field(15),
		residentPages: field(24),
	};
	const isWhole = [stat.startTimeTicks, stat.cpuTicks, stat.residentPages].every(Number.isFinite);
	// It ended between the search and the reading.
	return isWhole ? [stat] : [];
}

function readLoad(loadavg: string, uptime: string, meminfo: string): HostLoadFacts | undefined {
	const kibibytes = (name: string) => {
		const value = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(meminfo)?.[1];
		return value === undefined ? undefined : Number(value) * 1024;
	};
	const total = kibibytes('MemTotal');
	// Linux before 3.14 does not estimate it.
	const available =
		kibibytes('MemAvailable') ?? (kibibytes('MemFree') ?? 0) + (kibibytes('Buffers') ?? 0) + (kibibytes('Cached') ?? 0);
	const load = {
		loadAverage1: Number.parseFloat(loadavg),
		uptimeSeconds: Number.parseFloat(uptime),
		memoryTotalBytes: total ?? Number.NaN,
		memoryAvailableBytes: available,
	};
	return Object.values(load).every(Number.isFinite) ? load : undefined;
}

/** `undefined` when the section is missing, cut, or has other frames than processes. */
export function readDynamics(sections: Sections): Dynamics | undefined {
	const section = sections.find(({name}) => name === 'stat');
	if (!section) return undefined;
	const text = new TextDecoder().decode(section.bytes);
	const separator = text.slice(0, text.indexOf('\n') + 1);
	if (separator.length < 30) return undefined;
	const frames = text.split(separator).slice(1);
	const pids = section.words.filter(word => word !== '').map(Number);
	// Three for the host, and an empty one behind the last separator.
	if (frames.length !== pids.length + 4) return undefined;
	const [loadavg = '', uptime = '', meminfo = ''] = frames.slice(pids.length);
	const load = readLoad(loadavg, uptime, meminfo);
	return load && {processes: pids.flatMap((pid, index) => readStat(pid, frames[index] ?? '')), load};
}
