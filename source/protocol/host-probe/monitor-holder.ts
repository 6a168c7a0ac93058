/** Reads what the host says of the client that holds a monitor. */
import type {MonitorHolder} from '../facts.js';

/** An IPv4 address as /proc/net/tcp has it: four bytes, the last one first. */
const readIpv4 = (hex: string): string =>
	(hex.match(/../g) ?? [])
		.map(byte => Number.parseInt(byte, 16))
		.reverse()
		.join('.');

/** IPv6 is four little-endian words of four bytes; IPv4 inside of it (`::ffff:`) is told as such. */
function readAddress(hex: string): string | undefined {
	if (/^[\dA-F]{8}$/i.test(hex)) return readIpv4(hex);
	if (!/^[\dA-F]{32}$/i.test(hex)) return undefined;
	const words = (hex.match(/.{8}/g) ?? []).map(word => (word.match(/../g) ?? []).reverse().join(''));
	const whole = words.join('').toLowerCase();
	if (whole.startsWith('00000000000000000000ffff')) return readIpv4(hex.slice(24));
	return (whole.match(/.{4}/g) ?? []).map(group => group.replace(/^0{1,3}/, '')).join(':');
}

/** @param text What `monitorHolderScript` printed. The first client that it names; `undefined` where it names none. */
export function readMonitorHolder(text: string): MonitorHolder | undefined {
	for (const line of text.split('\n')) {
		const {pid, name} = /^process (?<pid>\d+) (?<name>.+)$/.exec(line)?.groups ?? {};
		if (pid !== undefined && name !== undefined) return {kind: 'process', pid: Number(pid), name};
		const address = readAddress(/^peer (?<hex>\w+)$/.exec(line)?.groups?.['hex'] ?? '');
		if (address !== undefined) return {kind: 'peer', address};
	}

	return undefined;
}
