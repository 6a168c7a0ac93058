import {type CommandLineOption, listFlag, listValue, parseList} from './option-syntax.js';

/** A file that a guest needs at the same path on the destination. */
export type NeededFile = {readonly path: string; readonly isWritable: boolean};

/** Options whose whole value is a path. */
const pathOptions: Readonly<Record<string, boolean>> = {
	hda: true,
	hdb: true,
	hdc: true,
	hdd: true,
	fda: true,
	fdb: true,
	mtdblock: true,
	sd: true,
	pflash: true,
	cdrom: false,
	kernel: false,
	initrd: false,
	dtb: false,
	bios: false,
};

/** `nfs://…`, `rbd:…`, `json:{…}`, `fat:…`: not a path of the host. One letter before a colon is not a protocol. */
const isProtocolName = (name: string): boolean => /^[a-z0-9+.-]{2,}:/i.test(name);

const inList = (value: string): NeededFile | undefined => {
	const entries = parseList(value);
	const path = listValue(entries, 'file') ?? listValue(entries, 'filename') ?? listValue(entries, 'file.filename');
	const isReadOnly =
		listFlag(entries, 'readonly') || listFlag(entries, 'read-only') || listValue(entries, 'media') === 'cdrom';
	return path ? {path, isWritable: !isReadOnly} : undefined;
};

const fileOf = ({name, value}: CommandLineOption): NeededFile | undefined => {
	if (value === undefined) {
		return undefined;
	}

	if (name === '') {
		return {path: value, isWritable: true};
	}

	if (name === 'drive' || name === 'blockdev') {
		return inList(value);
	}

	const isWritable = pathOptions[name];
	return isWritable === undefined ? undefined : {path: value, isWritable};
};

/** Disk images, firmware, kernels: every file of the host that the command line names. URLs compare as they are and are left out. */
export const findFiles = (options: readonly CommandLineOption[]): readonly NeededFile[] =>
	options.flatMap(option => fileOf(option) ?? []).filter(({path}) => path !== '' && !isProtocolName(path));

/** Bridges that the guest's network is plugged into: `-netdev bridge,br=br0`, `-net bridge`; QEMU's default is `br0`. */
export const findBridges = (options: readonly CommandLineOption[]): readonly string[] => [
	...new Set(
		options.flatMap(({name, value}) => {
			if ((name !== 'netdev' && name !== 'net' && name !== 'nic') || value === undefined) {
				return [];
			}

			const entries = parseList(value);
			const isBridge = entries[0]?.key === 'bridge' && entries[0].value === undefined;
			const bridge = listValue(entries, 'br') ?? (isBridge ? 'br0' : undefined);
			return bridge === undefined ? [] : [bridge];
		}),
	),
];
