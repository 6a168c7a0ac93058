import {formatMonitorTarget, reachableMonitors} from '../../domain/command-line/monitors.js';
import {describeHolder, type Guest, runStateOf} from '../../domain/guest.js';
import {hostProblem} from '../../domain/host-problem.js';
import type {Problem} from '../../domain/problem.js';
import {sanitize} from '../../lib/sanitize.js';
import {formatBytes} from '../../lib/units.js';
import {guestsOf} from '../../store/shown-monitor.js';
import {type ExitCode, exitCode} from '../exit-code.js';
import type {Flags} from '../flags.js';
import {followHosts} from '../follow-hosts.js';
import {answerOnTerminal} from '../line-questions.js';
import {openEngine} from '../open-engine.js';
import {printProblem} from '../output/print-problem.js';
import {settleGuests} from '../settle-guests.js';
import {UsageError} from '../usage-error.js';

/** What programs get of a guest. Fields are only ever added. */
const toJson = (guest: Guest) => ({
	event: 'guest',
	host: guest.host,
	name: guest.name,
	uuid: guest.uuid,
	pid: guest.process.pid,
	runState: guest.status?.runState,
	running: guest.status?.running,
	vcpuCount: guest.vcpuCount,
	memoryBytes: guest.memoryBytes,
	cpuPercent: guest.cpuPercent,
	incoming: guest.incoming,
	managedBy: guest.managedBy,
	monitors: reachableMonitors(guest.monitors).map(monitor => ({
		language: monitor.language,
		at: formatMonitorTarget(monitor),
	})),
	monitor: guest.contact.state,
	qemuVersion: guest.contact.state === 'ready' ? guest.contact.version?.text : undefined,
});

const monitorsOf = ({monitors, contact}: Guest): string => {
	const names = reachableMonitors(monitors).map(formatMonitorTarget).join(', ');
	return names === ''
		? 'no monitor that can be reached'
		: `${names}${contact.state === 'busy' ? ` (taken by ${describeHolder(contact.holder)})` : ''}`;
};

const row = (guest: Guest): readonly string[] => [
	guest.host,
	guest.name,
	runStateOf(guest),
	String(guest.vcpuCount),
	formatBytes(guest.memoryBytes),
	guest.cpuPercent === undefined ? '-' : `${Math.round(guest.cpuPercent)}%`,
	monitorsOf(guest),
];

const heading = ['HOST', 'GUEST', 'STATE', 'VCPUS', 'MEMORY', 'CPU', 'MONITORS'];

const printTable = (rows: ReadonlyArray<readonly string[]>): void => {
	const all = [heading, ...rows.map(cells => cells.map(cell => sanitize(cell)))];
	const widths = heading.map((_, column) => Math.max(...all.map(cells => cells[column]?.length ?? 0)));
	for (const cells of all) {
		console.log(
			cells
				.map((cell, column) => cell.padEnd(widths[column] ?? 0))
				.join('  ')
				.trimEnd(),
		);
	}
};

export const run = async (hosts: readonly string[], flags: Flags): Promise<ExitCode> => {
	if (hosts.length === 0) {
		throw new UsageError('Which hosts? For example: vmferry ls alpha beta');
	}

	const engine = openEngine(hosts, flags);
	answerOnTerminal(engine);
	followHosts(engine, flags.json);
	try {
		await engine.start();
		await settleGuests(engine);
		const state = engine.store.getState();
		const guests = guestsOf(state);
		if (flags.json) {
			for (const guest of guests) {
				console.log(JSON.stringify(toJson(guest)));
			}
		} else if (guests.length > 0) {
			printTable(guests.map(row));
		}

		const problems: readonly Problem[] = state.hosts
			.filter(({heardAtMs}) => heardAtMs === undefined)
			.map(host => hostProblem(host, host.probeProblem));
		for (const problem of problems) {
			printProblem(problem, flags.json);
		}

		if (guests.length === 0 && problems.length === 0 && !flags.json) {
			console.log(`No QEMU process on ${hosts.join(' or ')}.`);
		}

		return problems.length > 0 ? exitCode.connection : exitCode.ok;
	} finally {
		await engine.close();
	}
};
