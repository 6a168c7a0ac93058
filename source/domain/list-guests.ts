import type {HostReport, ProcessFacts} from '../protocol/facts.js';
import {defineGuest, type Guest, guestKey, type MonitorContact} from './guest.js';

/** Names under which a system emulator runs; `qemu-img` and `qemu-nbd` are none. */
const emulatorNames = /^(?:qemu-system-[\w-]+|qemu-kvm|qemu|kvm)$/;

const baseName = (path: string | undefined): string => (path ?? '').replace(/ \(deleted\)$/, '').replace(/^.*\//s, '');

const isGuestProcess = ({commandLine, executable}: ProcessFacts): boolean =>
	emulatorNames.test(baseName(commandLine[0])) || emulatorNames.test(baseName(executable));

const notAsked: MonitorContact = {state: 'none', why: 'has not been asked yet'};

const cpuPercent = (
	now: Guest['cpuReading'],
	before: Guest['cpuReading'],
	ticksPerSecond: number,
): number | undefined =>
	now.uptimeSeconds <= before.uptimeSeconds
		? undefined
		: (100 * (now.ticks - before.ticks)) / ticksPerSecond / (now.uptimeSeconds - before.uptimeSeconds);

/** Several readings in the same moment would only measure the clock's grain. */
const shortestGapSeconds = 0.3;

const withNewReading = (guest: Guest, process: ProcessFacts, uptimeSeconds: number, ticksPerSecond: number): Guest => {
	const reading = {ticks: process.cpuTicks, uptimeSeconds};
	return uptimeSeconds - guest.cpuReading.uptimeSeconds < shortestGapSeconds
		? {...guest, process}
		: {...guest, process, cpuReading: reading, cpuPercent: cpuPercent(reading, guest.cpuReading, ticksPerSecond)};
};

/**
The guests of a host from one answer of its probe, ordered by name. What the monitors said stays with the process it was
said of.
*/
export const listGuests = (
	host: string,
	report: HostReport,
	earlier: readonly Guest[],
	ticksPerSecond: number,
): readonly Guest[] => {
	const known = new Map(earlier.map(guest => [guest.key, guest]));
	const {uptimeSeconds} = report.load;
	return report.processes
		.filter(isGuestProcess)
		.map((process): Guest => {
			const key = guestKey(host, process);
			const before = known.get(key);
			return before
				? withNewReading(before, process, uptimeSeconds, ticksPerSecond)
				: {
						...defineGuest(process),
						key,
						host,
						process,
						cpuPercent: undefined,
						cpuReading: {ticks: process.cpuTicks, uptimeSeconds},
						contact: notAsked,
						status: undefined,
						migration: undefined,
					};
		})
		.sort((left, right) => left.name.localeCompare(right.name) || left.process.pid - right.process.pid);
};
