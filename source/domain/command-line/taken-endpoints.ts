import type {ListenerFacts} from '../../protocol/facts.js';
import {type CommandLineOption, formatList, type ListEntry, listFlag, listValue, parseList} from './option-syntax.js';
import {parseCharacterDevice, parseDeviceShorthand, splitHostAndPort} from './socket-address.js';

/** Sockets on which something already listens on a host. */
export type TakenEndpoints = {
	readonly tcp: readonly ListenerFacts[];
	readonly unix: readonly string[];
};

/** The first port from `wanted` on that nothing listens on. */
export const freePort = (wanted: number, taken: Pick<TakenEndpoints, 'tcp'>): number => {
	const used = new Set(taken.tcp.map(({port}) => port));
	let port = wanted;
	while (used.has(port)) {
		port++;
	}

	return port;
};

const freePath = (wanted: string, taken: Pick<TakenEndpoints, 'unix'>): string => {
	let path = wanted;
	for (let number = 1; taken.unix.includes(path); number++) {
		path = `${wanted}.${number}`;
	}

	return path;
};

/** Options whose value is a character device in its short form. */
const shorthandOptions: ReadonlySet<string> = new Set(['monitor', 'qmp', 'qmp-pretty', 'serial', 'parallel', 'gdb']);

/** A listening device that waits for its client keeps QEMU from starting; the copied option would hang the destination. */
const neverWait = (entries: readonly ListEntry[]): readonly ListEntry[] => {
	if (
		!listFlag(entries, 'server') ||
		entries.some(({key}) => key === 'nowait') ||
		listValue(entries, 'wait') !== undefined
	) {
		return entries;
	}

	// Each spelling goes with the one that the command line already uses; `nowait` is understood from 0.12 to 11.1.
	const spelledOut = listValue(entries, 'server') !== undefined;
	return [...entries, spelledOut ? {key: 'wait', value: 'off'} : {key: 'nowait', value: undefined}];
};

const moveShorthand = (entries: readonly ListEntry[], taken: TakenEndpoints): readonly ListEntry[] => {
	const [first, ...rest] = entries;
	const match = /^(?<scheme>(?:mon:)?(?:telnet|tcp|unix)):(?<address>.*)$/s.exec(first?.key ?? '');
	const {scheme, address} = match?.groups ?? {};
	if (!first || scheme === undefined || address === undefined || !listFlag(entries, 'server')) {
		return entries;
	}

	if (scheme.endsWith('unix')) {
		return [{...first, key: `${scheme}:${freePath(address, taken)}`}, ...rest];
	}

	const parsed = splitHostAndPort(address);
	return parsed ? [{...first, key: `${scheme}:${parsed.host}:${freePort(parsed.port, taken)}`}, ...rest] : entries;
};

const moveChardev = (entries: readonly ListEntry[], taken: TakenEndpoints): readonly ListEntry[] =>
	entries[0]?.key === 'socket' && listFlag(entries, 'server')
		? entries.map(entry => {
				if (entry.key === 'path' && entry.value !== undefined) {
					return {...entry, value: freePath(entry.value, taken)};
				}

				return entry.key === 'port' && entry.value !== undefined
					? {...entry, value: String(freePort(Number(entry.value), taken))}
					: entry;
			})
		: entries;

/** The endpoints that an option listens on, read from its text alone. */
export const endpointsOf = ({name, value}: CommandLineOption): TakenEndpoints => {
	const isShorthand = shorthandOptions.has(name);
	if (value === undefined || !(isShorthand || name === 'chardev')) {
		return {tcp: [], unix: []};
	}

	const device = isShorthand ? parseDeviceShorthand(value) : parseCharacterDevice(value);
	if (device.kind === 'unreachable') {
		return {tcp: [], unix: []};
	}

	const {target} = device;
	return target.kind === 'unix'
		? {tcp: [], unix: [target.path]}
		: {tcp: [{address: target.host, port: target.port}], unix: []};
};

/** Endpoints of several sources together. */
export const joinEndpoints = (parts: readonly TakenEndpoints[]): TakenEndpoints => ({
	tcp: parts.flatMap(({tcp}) => tcp),
	unix: parts.flatMap(({unix}) => unix),
});

/**
The option with endpoints that are free on the destination: kept where free, moved where taken, and never waiting for a
client. Returns the very same option when nothing changes.
*/
export const freeEndpoints = (option: CommandLineOption, taken: TakenEndpoints): CommandLineOption => {
	const {name, value} = option;
	const isShorthand = shorthandOptions.has(name);
	if (value === undefined || !(isShorthand || name === 'chardev')) {
		return option;
	}

	const entries = parseList(value);
	const moved = formatList(neverWait((isShorthand ? moveShorthand : moveChardev)(entries, taken)));
	return moved === value ? option : {name, value: moved, words: [option.words[0] ?? `-${name}`, moved]};
};
