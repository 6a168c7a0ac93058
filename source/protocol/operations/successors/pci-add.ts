/** `pci_add ADDRESS nic|storage|host OPTIONS` (0.12 to 2.2) as `drive_add` and `device_add` (hw/pci/pci-hotplug-old.c). */
import {driveIdOf, readOptions, writeOptions} from './option-list.js';
import {advises, type Successor, sends} from './successor.js';

/** Other models have the name of their device. */
const modelOf = (model: string): string => (model === 'virtio' ? 'virtio-net-pci' : model);

/** `auto`, `pci_addr=auto`, or `[[DOMAIN:]BUS:]SLOT`, of which the slot is what `addr=` takes. */
const slotOf = (address: string): string | undefined => {
	const place = address.replace(/^pci_addr=/, '');
	return place === 'auto' ? undefined : place.split(':').at(-1);
};

function storage(text: string, addr: string | undefined): Successor | undefined {
	const {file, if: bus, ...others} = Object.fromEntries(readOptions(text));
	// The old command put other buses on a controller of its own.
	if (file === undefined || bus !== 'virtio') return undefined;
	const id = driveIdOf('pci', file);
	return sends(
		`drive_add 0 ${writeOptions('if=none', {id, file, ...others})}`,
		`device_add ${writeOptions('virtio-blk-pci', {drive: id, addr})}`,
	);
}

function nic(text: string, addr: string | undefined): Successor | undefined {
	const {model = 'e1000', netdev, macaddr: mac} = Object.fromEntries(readOptions(text));
	// Without a netdev it was put on a VLAN, and there are none any more.
	if (netdev === undefined) return undefined;
	return sends(`device_add ${writeOptions(modelOf(model), {netdev, mac, addr})}`);
}

export function pciAdd([address = '', kind = '', text = '']: readonly string[]): Successor {
	const addr = slotOf(address);
	const host = readOptions(text).get('host');
	const found =
		kind === 'storage'
			? storage(text, addr)
			: kind === 'nic'
				? nic(text, addr)
				: kind === 'host' && host !== undefined
					? sends(`device_add ${writeOptions('vfio-pci', {host, addr})}`)
					: undefined;
	return (
		found ??
		advises('pci_add is gone: drive_add or netdev_add makes the back end, then device_add MODEL,drive=ID or netdev=ID.')
	);
}
