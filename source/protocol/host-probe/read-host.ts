/** The sections that only a full answer has: what the host is. */
import type {HostStaticFacts, NetworkInterfaceFacts} from '../facts.js';
import {readListener} from './listeners.js';
import {linesOf, type Sections, textOf} from './sections.js';

/** `KEY VALUE` lines; the first of a key counts. */
function readPairs(lines: readonly string[]): Map<string, string> {
	const pairs = lines.map((line): [string, string] => {
		const blank = line.indexOf(' ');
		return blank < 0 ? [line, ''] : [line.slice(0, blank), line.slice(blank + 1).trim()];
	});
	return new Map(pairs.reverse());
}

const numberOr = <Fallback>(text: string | undefined, fallback: Fallback) =>
	text !== undefined && /^\d+$/.test(text) ? Number(text) : fallback;

/** `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"`, os-release(5). */
const prettyName = (text: string | undefined) => /^PRETTY_NAME=["']?(.*?)["']?$/m.exec(text ?? '')?.[1];

/** x86 says `flags`, ARM `Features`; the first processor stands for all. */
function readCpu(text: string): Pick<HostStaticFacts, 'cpuModel' | 'cpuCount' | 'cpuFlags'> {
	const flags = /^(?:flags|Features)\s*:\s*(.*)$/m.exec(text)?.[1];
	const count = numberOr(/^count (\d+)$/m.exec(text)?.[1], undefined);
	return {
		cpuModel: /^(?:model name|cpu)\s*:\s*(.*)$/m.exec(text)?.[1],
		cpuCount: count === 0 ? undefined : count,
		cpuFlags: flags?.split(' ').filter(flag => flag !== '') ?? [],
	};
}

/** `/sys/class/net/NAME/FILE:VALUE`, and for a bridge's port a listing of `/sys/class/net/NAME/brport/bridge -> …/BRIDGE`. */
function readInterfaces(lines: readonly string[]): readonly NetworkInterfaceFacts[] {
	const values = new Map<string, Map<string, string>>();
	for (const line of lines) {
		const match =
			/\/sys\/class\/net\/([^/]+)\/(operstate|address|bridge\/bridge_id|brport\/bridge)(?::| -> )(.*)$/.exec(line);
		const [, name, key, value] = match ?? [];
		if (name === undefined || key === undefined || value === undefined) continue;
		values.set(name, (values.get(name) ?? new Map<string, string>()).set(key, value));
	}

	return [...values].map(([name, entries]) => ({
		name,
		operState: entries.get('operstate'),
		mac: entries.get('address'),
		isBridge: entries.has('bridge/bridge_id'),
		bridge: /[^/]+$/.exec(entries.get('brport/bridge') ?? '')?.[0],
	}));
}

/** Path is the eighth column of `/proc/net/unix`; abstract sockets start with `@`. */
const unixPath = (line: string) => /^\S+ \S+ \S+ 00010000 \S+ \S+ +\d+ (.+)$/.exec(line)?.[1];

/** `undefined` when this answer has no part about the host. */
export function readHost(sections: Sections): HostStaticFacts | undefined {
	const idLines = linesOf(sections, 'id');
	const id = readPairs(idLines);
	const userId = numberOr(id.get('uid'), undefined);
	const kernel = id.get('kernel');
	if (userId === undefined || kernel === undefined) return undefined;
	const unixListeners = linesOf(sections, 'unix').flatMap(line => unixPath(line) ?? []);
	return {
		hostName: id.get('hostname') ?? '',
		userId,
		kernel,
		machineId: id.get('machine-id'),
		operatingSystem: prettyName(textOf(sections, 'os')),
		epochSeconds: numberOr(id.get('epoch'), undefined),
		...readCpu(textOf(sections, 'cpu') ?? ''),
		// Linux's values on nearly every machine, for hosts without getconf.
		clockTicksPerSecond: numberOr(id.get('ticks'), 100),
		pageSizeBytes: numberOr(id.get('page'), 4096),
		kvmWritable: id.get('kvm') === 'writable',
		tcpListeners: linesOf(sections, 'tcp').flatMap(line => readListener(line) ?? []),
		unixListeners: [...new Set(unixListeners)],
		networkInterfaces: readInterfaces(linesOf(sections, 'net')),
		qemuBinaries: linesOf(sections, 'qemu'),
		sshServerAddress: id.get('ssh')?.split(' ')[2],
		sessionProcessId: numberOr(id.get('parent'), undefined),
	};
}
