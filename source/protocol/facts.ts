/**
What a monitor or a host said, in one form for both monitor languages and every QEMU version. A value that could not be
read is absent, never 0. Words that QEMU may add to (run states, migration statuses) stay text: an unknown one is kept.
*/

export type MonitorLanguage = 'qmp' | 'hmp';

/** `text` is QEMU's own spelling with its package suffix. */
export type QemuVersion = {
	readonly major: number;
	readonly minor: number;
	readonly micro: number;
	readonly text: string;
};

/** `info status` / `query-status`. `runState` is QEMU's RunState word; QEMU below 1.0 has only `running` and `paused`. */
export type StatusFacts = {
	readonly running: boolean;
	readonly runState: string;
};

export type RamFacts = {
	readonly transferredBytes?: number;
	readonly remainingBytes?: number;
	readonly totalBytes?: number;
	/** Zero pages. */
	readonly duplicatePages?: number;
	readonly normalPages?: number;
	readonly normalBytes?: number;
	readonly dirtyPagesPerSecond?: number;
	/** QEMU's `mbps` / `throughput`, already in bytes (its unit is 10^6 bit/s). */
	readonly throughputBytesPerSecond?: number;
	/** The number of the current pass over memory. */
	readonly dirtySyncCount?: number;
	readonly pageSizeBytes?: number;
	readonly pagesPerSecond?: number;
	readonly postcopyRequests?: number;
};

/** `info migrate` / `query-migrate`, of either side. */
export type MigrationFacts = {
	/** QEMU's word; `undefined` when there was no migration yet. */
	readonly status?: string;
	readonly errorDescription?: string;
	readonly totalTimeMs?: number;
	readonly setupTimeMs?: number;
	readonly downtimeMs?: number;
	readonly expectedDowntimeMs?: number;
	readonly cpuThrottlePercent?: number;
	readonly ram?: RamFacts;
	readonly blockedReasons?: readonly string[];
	/** Addresses the incoming side listens on, `tcp:HOST:PORT` or `unix:PATH`. */
	readonly socketAddresses?: readonly string[];
};

/** Capability name to on or off, as the QEMU itself lists them. */
export type CapabilityFacts = Readonly<Record<string, boolean>>;

export type BlockFacts = {
	readonly device: string;
	/** `undefined` when no medium is inserted. */
	readonly file?: string;
	readonly readOnly?: boolean;
	readonly driver?: string;
	readonly cacheDirect?: boolean;
};

/** The client that a monitor serves: a process of the same host, or an address elsewhere. */
export type MonitorHolder =
	| {readonly kind: 'process'; readonly pid: number; readonly name: string}
	| {readonly kind: 'peer'; readonly address: string};

/** An asynchronous event. `timeMs` is the host's clock, epoch milliseconds. */
export type MonitorEvent = {
	readonly name: string;
	readonly timeMs?: number;
	readonly data: Readonly<Record<string, unknown>>;
};

/** One QEMU process as `/proc` shows it. `pid` and `startTimeTicks` together are its identity. */
export type ProcessFacts = {
	readonly pid: number;
	/** Clock ticks after boot, `/proc/PID/stat` field 22. */
	readonly startTimeTicks: number;
	readonly commandLine: readonly string[];
	readonly uid?: number;
	/** Needs the process's owner or root; may end in ` (deleted)`. */
	readonly executable?: string;
	readonly workingDirectory?: string;
	/** Letter of `/proc/PID/stat` field 3. */
	readonly processState: string;
	/** User and system time together. */
	readonly cpuTicks: number;
	readonly residentBytes: number;
};

/** A listening TCP socket of the host. */
export type ListenerFacts = {readonly address: string; readonly port: number};

/** What does not change from second to second. */
export type HostStaticFacts = {
	readonly hostName: string;
	readonly userId: number;
	/** `uname -srvm`. */
	readonly kernel: string;
	readonly machineId?: string;
	readonly operatingSystem?: string;
	/** The host's clock when it answered, epoch seconds. */
	readonly epochSeconds?: number;
	readonly cpuModel?: string;
	readonly cpuCount?: number;
	readonly cpuFlags: readonly string[];
	readonly clockTicksPerSecond: number;
	readonly pageSizeBytes: number;
	readonly kvmWritable: boolean;
	readonly tcpListeners: readonly ListenerFacts[];
	readonly unixListeners: readonly string[];
	readonly networkInterfaces: readonly NetworkInterfaceFacts[];
	/** Full paths of QEMU binaries. */
	readonly qemuBinaries: readonly string[];
	/** The address at which sshd was reached, third word of `SSH_CONNECTION`; absent for the local host. */
	readonly sshServerAddress?: string;
	/** The process that started the probe: on a remote host the sshd of our own session. */
	readonly sessionProcessId?: number;
};

export type NetworkInterfaceFacts = {
	readonly name: string;
	readonly operState?: string;
	readonly mac?: string;
	readonly isBridge: boolean;
	/** The bridge it is a port of. */
	readonly bridge?: string;
};

/** What changes from second to second. */
export type HostLoadFacts = {
	readonly loadAverage1: number;
	readonly uptimeSeconds: number;
	readonly memoryTotalBytes: number;
	readonly memoryAvailableBytes: number;
};

/** One answer of the probe that runs on a host. */
export type HostReport = {
	/** Only in the answer to `full`. */
	readonly host?: HostStaticFacts;
	readonly load: HostLoadFacts;
	/** Every QEMU process there is now, with its static part. */
	readonly processes: readonly ProcessFacts[];
};
