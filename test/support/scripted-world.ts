import {mkdtempSync, rmSync} from 'node:fs';
import type net from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {findMonitors, reachableMonitors} from '../../source/domain/command-line/monitors.js';
import {parseOptions} from '../../source/domain/command-line/option-syntax.js';
import type {StreamTarget} from '../../source/transport/host-connection.js';
import {EngineClock} from './engine-clock.js';
import {FakeHost} from './fake-host.js';
import {Copy, type CopyScript, usualCopy} from './scripted-monitor/copy.js';
import {MonitorServer} from './scripted-monitor/monitor-server.js';
import {ScriptedQemu} from './scripted-monitor/qemu.js';
import type {ScriptedVersion} from './scripted-monitor/release.js';

/** One QEMU process on a host, with its monitors on real sockets. */
export type WorldProcess = {
	readonly pid: number;
	readonly startTimeTicks: number;
	readonly host: WorldHost;
	readonly qemu: ScriptedQemu;
	readonly monitors: Map<string, {readonly server: MonitorServer; readonly where: net.NetConnectOpts}>;
	/** The folder of its output, where the product started it. */
	readonly folder: string | undefined;
};

type WorldHost = {
	readonly name: string;
	readonly address: string;
	connection: FakeHost;
	readonly processes: WorldProcess[];
	/** Folders of launches: what was printed, and the exit code of a failure. */
	readonly folders: Map<string, {plan: string; output: string | undefined; exitCode: number | undefined}>;
	/** Its list of processes is empty, whatever runs. */
	isListEmpty: boolean;
	/** Dead processes that are still listed. */
	readonly zombies: WorldProcess[];
};

export type LaunchScript = {
	/** The program ends at once, with these words. */
	readonly fails?: {readonly exitCode: number; readonly errorOutput: string};
	/** The shell cannot start anything, and says so. */
	readonly refusal?: string;
	/** The release that is started there; else that of the guest. */
	readonly version?: ScriptedVersion;
	/** Called with the process as soon as it is there. */
	readonly onStart?: (started: WorldProcess) => void;
	/** Its monitors are not there. */
	readonly hasNoMonitors?: boolean;
};

export type MonitorChoice = 'hmp' | 'qmp' | 'both';

const targetKey = (target: StreamTarget): string =>
	target.kind === 'unix' ? target.path : `${target.host}:${target.port}`;

const monitorOptions: Readonly<Record<MonitorChoice, readonly string[]>> = {
	hmp: ['-monitor', 'telnet:127.0.0.1:4444,server,nowait'],
	qmp: ['-monitor', 'null', '-qmp', 'unix:/run/vm01.qmp,server,nowait'],
	both: ['-monitor', 'telnet:127.0.0.1:4444,server,nowait', '-qmp', 'unix:/run/vm01.qmp,server,nowait'],
};

/** The command line of the article's guest. */
export const guestCommandLine = (monitors: MonitorChoice, more: readonly string[] = []): readonly string[] => [
	'qemu-system-x86_64',
	'-name',
	'vm01',
	'-m',
	'512',
	'-drive',
	'file=/nfs/kvm/vm01.img,if=virtio',
	...monitorOptions[monitors],
	...more,
];

/** Two hosts and the QEMUs on them. Whatever must never happen is complained about, and `verify` fails on it. */
export class ScriptedWorld {
	readonly clock = new EngineClock();
	readonly complaints: string[] = [];
	readonly copies: Copy[] = [];
	/** Everything that was ever started, in order. */
	readonly all: WorldProcess[] = [];
	copyScript: CopyScript = usualCopy;
	launchScript: LaunchScript = {};
	/** Processes that end stay listed as dead ones. */
	staysAsZombie = false;
	/** Nothing gets through to the migration port. */
	isFirewalled = false;
	readonly #hosts = new Map<string, WorldHost>();
	readonly #folder = mkdtempSync(path.join(tmpdir(), 'vmferry-engine-'));
	readonly #listening = new Map<string, ScriptedQemu>();
	readonly #pending = new Set<Promise<unknown>>();
	#nextPid = 1000;

	constructor() {
		this.#addHost('alpha', '192.168.12.45');
		this.#addHost('beta', '192.168.12.46');
	}

	host(name: string): WorldHost {
		const host = this.#hosts.get(name);
		if (!host) {
			throw new Error(`This world has no host ${name}.`);
		}

		return host;
	}

	get alpha(): WorldHost {
		return this.host('alpha');
	}

	get beta(): WorldHost {
		return this.host('beta');
	}

	get copy(): Copy {
		const copy = this.copies.at(-1);
		if (!copy) {
			throw new Error('Nothing is being copied.');
		}

		return copy;
	}

	/** Starts a QEMU on a host, as if by hand; resolves when its monitors listen. */
	async start(
		hostName: string,
		version: ScriptedVersion,
		commandLine: readonly string[],
		folder?: string,
		hasMonitors = true,
	): Promise<WorldProcess> {
		const host = this.host(hostName);
		const pid = this.#nextPid++;
		const label = `${hostName} ${pid} (${version})`;
		const qemu = new ScriptedQemu({label, version, commandLine, surroundings: this.#surroundingsOf(host)});
		const started: WorldProcess = {pid, startTimeTicks: pid * 10, host, qemu, monitors: new Map(), folder};
		host.processes.push(started);
		this.all.push(started);
		if (hasMonitors) {
			for (const {language, target, telnet} of reachableMonitors(findMonitors(parseOptions(commandLine)))) {
				const server = new MonitorServer(qemu, language === 'qmp' ? 'qmp' : telnet ? 'telnet' : 'hmp');
				const socketPath =
					target.kind === 'unix' ? path.join(this.#folder, `${pid}-${started.monitors.size}`) : undefined;
				started.monitors.set(targetKey(target), {server, where: await server.listen(socketPath)});
			}
		}

		return started;
	}

	processOf(qemu: ScriptedQemu): WorldProcess {
		const found = this.all.find(candidate => candidate.qemu === qemu);
		if (!found) {
			throw new Error(`${qemu.label} was not started by this world.`);
		}

		return found;
	}

	/** The destination of the last launch. */
	get launched(): WorldProcess {
		const found = this.all.findLast(({folder}) => folder !== undefined);
		if (!found) {
			throw new Error('Nothing was launched.');
		}

		return found;
	}

	/** Resolves when the condition holds. Fails with what is there when it does not come about. */
	async until(condition: () => boolean, what: string, withinMs = 8000): Promise<void> {
		const end = performance.now() + withinMs;
		while (!condition()) {
			if (performance.now() > end) {
				throw new Error(`Waited in vain for: ${what}\n${this.describe()}`);
			}

			await new Promise(resolve => {
				setTimeout(resolve, 1);
			});
		}
	}

	/** Lets time-outs pass until the condition holds. */
	async untilTimeouts(condition: () => boolean, what: string): Promise<void> {
		const pass = async (): Promise<void> => {
			while (!condition()) {
				await this.clock.advance(500);
				await new Promise(resolve => {
					setTimeout(resolve, 1);
				});
			}
		};
		await Promise.race([pass(), this.until(condition, what)]);
	}

	describe(): string {
		return [
			...this.all.map(({qemu}) =>
				[
					`${qemu.label}: ${qemu.isAlive ? qemu.runState : `gone (${qemu.exitCode})`} ${qemu.migration.status ?? ''}`,
					...qemu.received.slice(-12).map(line => `    ${line}`),
				].join('\n'),
			),
			...this.complaints,
		].join('\n');
	}

	get running(): readonly string[] {
		return this.all.filter(({qemu}) => qemu.isRunning).map(({host}) => host.name);
	}

	/** Fails on what must never be, and on what the test wanted said and nobody asked for. */
	verify(): void {
		const unsaid = this.all.flatMap(({qemu}) =>
			[...qemu.refusals.keys()].map(command => `${qemu.label} was to refuse ${command} and was not asked`),
		);
		const unread = this.all
			.filter(({qemu}) => qemu.isAlive)
			.flatMap(({qemu, monitors}) =>
				[...monitors.values()].flatMap(({server}) =>
					server.editor.line.length === 0 ? [] : [`${qemu.label} has half a line that nobody ended`],
				),
			);
		const problems = [...this.complaints, ...unsaid, ...unread];
		if (problems.length > 0) {
			throw new Error(`${problems.join('\n')}\n\n${this.describe()}`);
		}
	}

	async close(): Promise<void> {
		await Promise.allSettled(this.#pending);
		for (const {monitors} of this.all) {
			for (const {server} of monitors.values()) {
				server.close();
			}
		}

		rmSync(this.#folder, {recursive: true, force: true});
	}

	#surroundingsOf(host: WorldHost) {
		return {
			startCopy: (source: ScriptedQemu, uri: string): void => {
				if (this.copies.some(({source: earlier, isOver}) => earlier === source && !isOver)) {
					this.complaints.push(`${source.label} was told to migrate while it migrates`);
				}

				const target = this.isFirewalled ? undefined : this.#listening.get(uri);
				this.copies.push(new Copy(source, target, this.copyScript));
			},
			cancelCopy: (source: ScriptedQemu): void => {
				this.copies.findLast(copy => copy.source === source)?.cancel();
			},
			beforeQuery: (qemu: ScriptedQemu): void => {
				this.copies.findLast(({source, target}) => source === qemu || target === qemu)?.look(qemu);
			},
			listen: (qemu: ScriptedQemu, uri: string): string | undefined => {
				// `tcp:0:4449` listens on every address of the host.
				const port = uri.split(':').at(-1);
				const key = `tcp:${host.address}:${port}`;
				if (this.#listening.has(key)) {
					return `Failed to find an available port: Address already in use`;
				}

				this.#listening.set(key, qemu);
				return undefined;
			},
			beforeCont: (qemu: ScriptedQemu): void => {
				const copy = this.copies.findLast(({source}) => source === qemu);
				if (copy?.target?.isAlive) {
					this.complaints.push(`${qemu.label} was told to cont while its destination lives`);
				}
			},
			beforeQuit: (qemu: ScriptedQemu): void => {
				const copy = this.copies.findLast(({source}) => source === qemu);
				if (qemu.isRunning || (copy?.target?.isRunning === false && copy.wasRunning)) {
					this.complaints.push(`${qemu.label} was told to quit with the only copy of the guest`);
				}
			},
			onEnd: (qemu: ScriptedQemu): void => this.#onEnd(qemu),
			complain: (text: string): void => {
				this.complaints.push(text);
			},
			onChange: (): void => {
				const running = this.all.filter(({qemu}) => qemu.isRunning);
				if (running.length > 1) {
					this.complaints.push(`Two copies run: ${running.map(({qemu}) => qemu.label).join(' and ')}`);
				}
			},
		};
	}

	#onEnd(qemu: ScriptedQemu): void {
		for (const [key, listening] of this.#listening) {
			if (listening === qemu) {
				this.#listening.delete(key);
			}
		}

		for (const copy of this.copies) {
			copy.ended(qemu);
		}

		const ended = this.all.find(candidate => candidate.qemu === qemu);
		if (!ended) {
			return;
		}

		const {host, folder, monitors} = ended;
		host.processes.splice(host.processes.indexOf(ended), 1);
		if (this.staysAsZombie) {
			host.zombies.push(ended);
		}

		for (const {server} of monitors.values()) {
			server.end();
		}

		if (folder !== undefined && qemu.exitCode === 0) {
			// A daemon's first process ends in order when the daemon has begun; only its output goes.
			const plan = host.folders.get(folder)?.plan;
			host.folders.delete(folder);
			if (plan !== undefined && qemu.commandLine.includes('-daemonize')) {
				host.folders.set(folder, {plan, output: undefined, exitCode: undefined});
			}
		} else if (folder !== undefined) {
			const plan = host.folders.get(folder)?.plan ?? '';
			host.folders.set(folder, {plan, output: qemu.errorOutput, exitCode: qemu.exitCode ?? 137});
		}
	}

	#addHost(name: string, address: string): void {
		this.#hosts.set(name, {
			name,
			address,
			processes: [],
			folders: new Map(),
			isListEmpty: false,
			zombies: [],
			connection: this.#connect(name, address),
		});
	}

	/** Another vmferry comes to both hosts; the connections of the one before are its own to close. */
	connectAnew(): void {
		for (const host of this.#hosts.values()) {
			host.connection = this.#connect(host.name, host.address);
		}
	}

	#connect(name: string, address: string): FakeHost {
		const inside = (): WorldHost => this.host(name);
		return new FakeHost(name, {
			address,
			probed: () => ({
				name,
				address,
				processes: inside().isListEmpty
					? []
					: [...inside().processes, ...inside().zombies].map(({pid, startTimeTicks, qemu}) => ({
							pid,
							startTimeTicks,
							commandLine: qemu.commandLine,
							isZombie: !qemu.isAlive,
						})),
				tcpListeners: this.#portsOf(inside()),
				unixListeners: inside().processes.flatMap(({monitors}) =>
					[...monitors.keys()].filter(key => key.startsWith('/')),
				),
			}),
			endpoint: target => inside().processes.flatMap(({monitors}) => monitors.get(targetKey(target))?.where ?? [])[0],
			exists: (pid, startTimeTicks) =>
				inside().processes.some(process => process.pid === pid && process.startTimeTicks === startTimeTicks),
			launch: (plan, commandLine) => this.#launch(inside(), plan, commandLine),
			leftPlans: () => [...inside().folders].map(([folder, {plan}]) => [folder, plan] as const),
			launchOutput(folder) {
				const found = inside().folders.get(folder);
				return found?.output === undefined ? undefined : `${found.exitCode ?? ''}\n${found.output}`;
			},
			forgetLaunch(folder) {
				inside().folders.delete(folder);
			},
			signal(signal, pid, startTimeTicks) {
				const meant = inside().processes.find(
					candidate => candidate.pid === pid && candidate.startTimeTicks === startTimeTicks,
				);
				// On TERM QEMU ends in order, unless it hangs.
				if (signal === 'KILL') {
					meant?.qemu.end(undefined);
				} else if (meant && !meant.qemu.isSilent && !meant.qemu.ignoresQuit) {
					meant.qemu.end(0);
				}
			},
		});
	}

	#portsOf(host: WorldHost): readonly number[] {
		return [
			...host.processes.flatMap(({monitors}) =>
				[...monitors.keys()].filter(key => !key.startsWith('/')).map(key => Number(key.split(':').at(-1))),
			),
			...[...this.#listening.keys()]
				.filter(key => key.startsWith(`tcp:${host.address}:`))
				.map(key => Number(key.split(':').at(-1))),
		];
	}

	#launch(
		host: WorldHost,
		plan: string,
		commandLine: readonly string[],
	): {readonly folder: string} | {readonly failure: string} {
		const folder = `/run/vmferry-${this.#nextPid}`;
		const {fails, refusal, version, onStart, hasNoMonitors} = this.launchScript;
		if (refusal !== undefined) {
			return {failure: refusal};
		}

		host.folders.set(folder, {plan, output: fails?.errorOutput ?? '', exitCode: fails?.exitCode});
		if (!fails) {
			// Until it has set everything up the first process lives beside the one that stays.
			const isDaemon = commandLine.includes('-daemonize');
			const sourceVersion = this.all[0]?.qemu.release.text as ScriptedVersion;
			const release = version ?? sourceVersion;
			if (isDaemon) {
				this.#pending.add(this.start(host.name, release, commandLine, folder, false));
			}

			const kept = isDaemon ? undefined : folder;
			const starting = this.start(host.name, release, commandLine, kept, !hasNoMonitors);
			this.#pending.add(starting.then(started => onStart?.(started)));
		}

		return {folder};
	}
}
