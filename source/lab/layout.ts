// Names, addresses and folders of a lab. All of it follows from the suffix, so that two labs never meet.
import {homedir} from 'node:os';
import {join} from 'node:path';
import process from 'node:process';
import {qemuRelease} from './system/releases.js';

/** What chooses a lab and its shape. */
export type LabOptions = {
	/** Tells labs apart: a whole number from 2 to 200, or none for the first lab. */
	suffix?: string;
	/** 'shared': one folder is /nfs/kvm on both hosts. 'nfs': a third host serves the disks over NFS. */
	storage?: LabStorage;
	/** QEMU's version (`11.1`) by host, "alpha" and "beta" with or without the suffix; none: the machine's own QEMU. */
	qemu?: Readonly<Record<string, string>>;
};

export type LabStorage = 'shared' | 'nfs';

export type HostPlan = {
	name: string;
	/** IPv4 address without prefix length; the network is a /24. */
	address: string;
	/** A host that runs guests, or the one that serves the disks. */
	role: 'hypervisor' | 'storage';
	/** The host's programs are those of the Debian release with this QEMU, not the machine's. */
	qemu?: string;
};

export type LabLayout = {
	suffix: string;
	/** Everything the lab writes lies here, but for the download cache. */
	folder: string;
	/** The entry in the environment of the lab's own processes that tells them from all others. */
	marker: string;
	/** First three bytes of the lab's network, dotted. */
	network: string;
	operatorAddress: string;
	hosts: HostPlan[];
};

/** The environment variable that marks a lab's processes; its value is the lab's folder. */
export const markerName = 'VMFERRY_LAB';

/** The article's network is 192.168.12.0/24; each further lab takes the next one. */
const firstNetwork = 12;

const stateRoot = (): string =>
	process.getuid?.() === 0 ? '/var/lib' : (process.env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state'));

/** Downloads and builds that every lab may use again: `$XDG_CACHE_HOME/vmferry`. */
export const cacheFolder = (): string =>
	join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'vmferry', 'lab');

const networkNumber = (suffix: string): number => {
	if (suffix === '') {
		return firstNetwork;
	}

	const number = Number(suffix);
	if (!/^\d{1,3}$/.test(suffix) || number < 2 || number > 200) {
		throw new Error(`"${suffix}" cannot be a lab's suffix: use a whole number from 2 to 200.`);
	}

	return firstNetwork - 1 + number;
};

/**
Names, addresses and folders for a suffix.

@throws Error when the suffix is not empty and no whole number from 2 to 200, or a host or release of `qemu` does not exist.
*/
export const layoutOf = ({suffix = '', storage = 'shared', qemu = {}}: LabOptions = {}): LabLayout => {
	const network = `192.168.${networkNumber(suffix)}`;
	const folder = join(stateRoot(), suffix === '' ? 'vmferry-lab' : `vmferry-lab-${suffix}`);
	const hosts: HostPlan[] = [
		{name: `alpha${suffix}`, address: `${network}.45`, role: 'hypervisor'},
		{name: `beta${suffix}`, address: `${network}.46`, role: 'hypervisor'},
	];
	if (storage === 'nfs') {
		hosts.push({name: `nfs${suffix}`, address: `${network}.47`, role: 'storage'});
	}

	for (const [name, version] of Object.entries(qemu)) {
		const host = hosts.find(
			each => each.role === 'hypervisor' && (each.name === name || each.name === `${name}${suffix}`),
		);
		if (!host) {
			throw new Error(`The lab has no host "${name}" that runs guests: it has alpha and beta.`);
		}

		host.qemu = qemuRelease(version).version;
	}

	return {suffix, folder, marker: `${markerName}=${folder}`, network, operatorAddress: `${network}.1`, hosts};
};
