/** The answers of the host probe, as the shell script writes them. */

export type ProbedProcess = {
	readonly pid: number;
	readonly startTimeTicks: number;
	readonly commandLine: readonly string[];
	/** It has ended and its parent has not asked how. */
	readonly isZombie?: boolean;
};

export type ProbedHost = {
	readonly name: string;
	readonly address: string;
	readonly tcpListeners: readonly number[];
	readonly unixListeners: readonly string[];
	readonly processes: readonly ProbedProcess[];
};

const hexPort = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0');

/** In front of each file of the dynamic part, as the content of `/proc/sys/kernel/random/boot_id`. */
const separator = '0c5f1cf0-7f53-4c49-9b2f-3a1f6d7f0b11\n';

const statOf = ({pid, startTimeTicks, isZombie}: ProbedProcess): string => {
	// Fields 3 to 24; the last is the resident memory in pages.
	const fields = [
		isZombie ? 'Z' : 'S',
		...new Array<number>(10).fill(0),
		120,
		30,
		0,
		0,
		20,
		0,
		3,
		0,
		startTimeTicks,
		600_000_000,
		140_000,
	];
	return `${pid} (qemu-system-x86) ${fields.join(' ')}\n`;
};

const staticSections = ({pid, commandLine}: ProbedProcess): ReadonlyArray<readonly [string, string]> => [
	[`cmdline ${pid}`, `${commandLine.join('\0')}\0`],
	[
		`links ${pid}`,
		`lrwxrwxrwx 1 root root 0 Nov 24 11:08 /proc/${pid}/exe -> /usr/bin/qemu-system-x86_64\nlrwxrwxrwx 1 root root 0 Nov 24 11:08 /proc/${pid}/cwd -> /root\n`,
	],
	[`uid ${pid}`, '0\n'],
];

const hostSections = (host: ProbedHost): ReadonlyArray<readonly [string, string]> => [
	[
		'id',
		[
			'uid 0',
			'kernel Linux 6.1.0-30-amd64 #1 SMP x86_64',
			'epoch 1795418737',
			`ssh 192.168.12.1 50000 ${host.address} 22`,
			'parent 4242',
			`hostname ${host.name}`,
			'ticks 100',
			'page 4096',
			'',
		].join('\n'),
	],
	['os', 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n'],
	['cpu', 'model name\t: A processor\nflags\t\t: fpu sse2\ncount 2\n'],
	[
		'tcp',
		host.tcpListeners
			.map((port, index) => `   ${index}: 00000000:${hexPort(port)} 00000000:0000 0A 00000000:00000000 00:00000000\n`)
			.join(''),
	],
	[
		'unix',
		host.unixListeners.map(path => `0000000000000000: 00000002 00000000 00010000 0001 01 12345 ${path}\n`).join(''),
	],
	['net', '/sys/class/net/br0/operstate:up\n/sys/class/net/br0/bridge/bridge_id:8000.525400123456\n'],
	['qemu', '/usr/bin/qemu-system-x86_64\n'],
];

/** One answer. `seen` are the processes whose static part was already sent. */
export const probeAnswer = (
	host: ProbedHost,
	{kind, nonce}: {readonly kind: 'full' | 'tick'; readonly nonce: string},
	uptimeSeconds: number,
	seen: ReadonlySet<number>,
): string => {
	const fresh = host.processes.filter(({pid}) => kind === 'full' || !seen.has(pid));
	const dynamic = [
		...host.processes.map(statOf),
		'0.40 0.30 0.20 1/300 4321\n',
		`${uptimeSeconds.toFixed(2)} 1000.00\n`,
		'MemTotal:       32505856 kB\nMemAvailable:   24117248 kB\n',
	];
	const sections: ReadonlyArray<readonly [string, string]> = [
		...(kind === 'full' ? hostSections(host) : []),
		...fresh.flatMap(staticSections),
		[
			`stat ${host.processes.map(({pid}) => pid).join(' ')}`,
			`${dynamic.map(text => `${separator}${text}`).join('')}${separator}`,
		],
		['end', ''],
	];
	return sections.map(([name, text]) => `\n${nonce} ${name}\n${text}`).join('');
};
