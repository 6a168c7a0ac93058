/** `usb_add DEVICE` (0.12 to 2.12) as `device_add`; the names are those of `-usbdevice` (hw/usb/bus.c). */
import {driveIdOf, writeOptions} from './option-list.js';
import {advises, type Successor, sends} from './successor.js';

const simple: Readonly<Record<string, string>> = {
	tablet: 'usb-tablet',
	mouse: 'usb-mouse',
	keyboard: 'usb-kbd',
	'wacom-tablet': 'usb-wacom-tablet',
	ccid: 'usb-ccid',
};

/** `host:BUS.ADDRESS` in decimal, `host:VENDOR:PRODUCT` in hexadecimal. */
function hostDevice(place: string): Successor | undefined {
	const {bus, address} = /^(?<bus>\d+)\.(?<address>\d+)$/.exec(place)?.groups ?? {};
	if (bus !== undefined && address !== undefined) {
		return sends(`device_add ${writeOptions('usb-host', {hostbus: bus, hostaddr: address})}`);
	}

	const {vendor, product} = /^(?<vendor>[\da-f]+):(?<product>[\da-f]+)$/i.exec(place)?.groups ?? {};
	return vendor === undefined || product === undefined
		? undefined
		: sends(`device_add ${writeOptions('usb-host', {vendorid: `0x${vendor}`, productid: `0x${product}`})}`);
}

/** `disk:FILE`, `disk:format=FORMAT:FILE`. */
function disk(place: string): Successor | undefined {
	const {format, file} = /^(?:format=(?<format>\w+):)?(?<file>.+)$/.exec(place)?.groups ?? {};
	if (file === undefined) return undefined;
	const id = driveIdOf('usb', file);
	return sends(
		`drive_add 0 ${writeOptions('if=none', {id, file: file.replaceAll(',', ',,'), format})}`,
		`device_add ${writeOptions('usb-storage', {drive: id})}`,
	);
}

export function usbAdd(device: string): Successor | undefined {
	const model = Object.hasOwn(simple, device) ? simple[device] : undefined;
	if (model !== undefined) return sends(`device_add ${model}`);
	const [kind, place] = [device.slice(0, device.indexOf(':')), device.slice(device.indexOf(':') + 1)];
	const found = kind === 'host' ? hostDevice(place) : kind === 'disk' ? disk(place) : undefined;
	return (
		found ?? advises('usb_add is gone: device_add takes a model, such as usb-tablet; "info usb" shows what there is.')
	);
}
