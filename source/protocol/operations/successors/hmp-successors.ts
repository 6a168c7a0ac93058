/**
HMP commands that went, and what does the same today. Values are read in the units of the old command: a plain number was MiB
for `migrate_set_speed` and `migrate_set_cache_size` (type `o` of hmp-commands.hx) and seconds for `migrate_set_downtime`.
*/
import {pciAdd} from './pci-add.js';
import {advises, downtimeMs, type Successor, sends} from './successor.js';
import {usbAdd} from './usb-add.js';

type Rule = (words: readonly string[]) => Successor | undefined;

/** `xbzrle-cache-size` takes a plain number for bytes. */
const inMebibytes = (size: string): string => (/^[\d.]+$/.test(size) ? `${size}M` : size);

/** The suffixes of the argument type `T`: ms, us and ns. */
const secondsPer: Readonly<Record<string, number>> = {'': 1, ms: 1e-3, us: 1e-6, ns: 1e-9};

function readSeconds(text: string): number | undefined {
	const {number, unit = ''} = /^(?<number>\d+\.?\d*|\.\d+)(?<unit>ms|us|ns)?$/.exec(text)?.groups ?? {};
	return number === undefined ? undefined : Number(number) * (secondsPer[unit] ?? 1);
}

/** Gone since 6.0, unless told otherwise. */
const rules: Readonly<Record<string, Rule>> = {
	migrate_set_speed: ([speed]) =>
		speed === undefined ? undefined : sends(`migrate_set_parameter max-bandwidth ${speed}`),
	migrate_set_downtime([text = '']) {
		const seconds = readSeconds(text);
		return seconds === undefined ? undefined : sends(`migrate_set_parameter downtime-limit ${downtimeMs(seconds)}`);
	},
	migrate_set_cache_size: ([size]) =>
		size === undefined ? undefined : sends(`migrate_set_parameter xbzrle-cache-size ${inMebibytes(size)}`),
	/** Since 3.0. */
	usb_add: ([device = '']) => usbAdd(device),
	usb_del: () =>
		advises('usb_del is gone: device_del takes the id of a device, which "info usb" and "info qtree" show.'),
	/** Since 2.3. */
	pci_add: pciAdd,
	pci_del: () =>
		advises('pci_del is gone: device_del takes the id of a device, which "info pci" and "info qtree" show.'),
	cpu_set: () =>
		advises('cpu_set is gone: "info hotpluggable-cpus" shows what device_add takes to plug a processor in.'),
	/** Since 6.0. */
	'cpu-add': () =>
		advises('cpu-add is gone: "info hotpluggable-cpus" shows what device_add takes to plug a processor in.'),
	/** Since 3.0: there are no VLANs any more. */
	host_net_add: () => advises('host_net_add is gone, VLANs too: netdev_add TYPE,id=ID and device_add MODEL,netdev=ID.'),
	host_net_remove: () => advises('host_net_remove is gone: netdev_del ID, with an id of "info network".'),
	/** Since 9.0. */
	singlestep: ([state]) => sends(['one-insn-per-tb', state ?? ''].join(' ').trim()),
};

const infoRules: Readonly<Record<string, string>> = {
	migrate_cache_size: 'migrate_parameters',
	/** Both are there in 10.2 to 11.1, `kvm` is called the older one. */
	kvm: 'accelerators',
};

/** @param line An HMP line that this QEMU called unknown. */
export function hmpSuccessor(line: string): Successor | undefined {
	const [command = '', ...words] = line.trim().split(/\s+/);
	if (command === 'info') {
		const asked = words[0] ?? '';
		const name = Object.hasOwn(infoRules, asked) ? infoRules[asked] : undefined;
		return name === undefined ? undefined : sends(`info ${name}`);
	}

	return Object.hasOwn(rules, command) ? rules[command]?.(words) : undefined;
}
