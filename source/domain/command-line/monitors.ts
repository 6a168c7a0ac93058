import type {MonitorLanguage} from '../../protocol/facts.js';
import {type CommandLineOption, listValue, parseList} from './option-syntax.js';
import {type CharacterDevice, parseCharacterDevice, parseDeviceShorthand, type SocketTarget} from './socket-address.js';

/** One monitor of a guest, found on its command line. */
export type MonitorEndpoint = {
	readonly language: MonitorLanguage;
	readonly device: CharacterDevice;
};

/** A monitor that can be attached to. */
export type ReachableMonitor = {
	readonly language: MonitorLanguage;
	readonly target: SocketTarget;
	readonly telnet: boolean;
};

const languageOfMode = (mode: string | undefined): MonitorLanguage => (mode === 'control' ? 'qmp' : 'hmp');

/** A monitor that names a `-chardev` by its id: `-mon` (every version), `-object monitor-hmp|monitor-qmp` (since 11.1). */
const monitorOnChardev = (
	options: readonly CommandLineOption[],
	id: string | undefined,
	language: MonitorLanguage,
): MonitorEndpoint => {
	const chardev = options.find(
		({name, value}) => name === 'chardev' && value !== undefined && listValue(parseList(value), 'id') === id,
	);
	return {
		language,
		device:
			chardev?.value === undefined
				? {kind: 'unreachable', why: `names the character device "${id ?? ''}", which is not there`}
				: parseCharacterDevice(chardev.value),
	};
};

const monitorOfOption = (
	option: CommandLineOption,
	options: readonly CommandLineOption[],
): MonitorEndpoint | undefined => {
	const value = option.value ?? '';
	switch (option.name) {
		case 'monitor':
		case 'qmp':
		case 'qmp-pretty': {
			const language = option.name === 'monitor' ? 'hmp' : 'qmp';
			return value.startsWith('chardev:')
				? monitorOnChardev(options, value.slice('chardev:'.length), language)
				: {language, device: parseDeviceShorthand(value)};
		}

		case 'serial':
			return value.startsWith('mon:') ? {language: 'hmp', device: parseDeviceShorthand(value)} : undefined;
		case 'mon': {
			const entries = parseList(value);
			// The first word may stand without its key: `-mon chr0,mode=control`.
			const id = listValue(entries, 'chardev') ?? entries[0]?.key;
			return monitorOnChardev(options, id, languageOfMode(listValue(entries, 'mode')));
		}

		case 'object': {
			const entries = parseList(value);
			const type = entries[0]?.value ?? entries[0]?.key;
			return type === 'monitor-hmp' || type === 'monitor-qmp'
				? monitorOnChardev(options, listValue(entries, 'chardev'), type === 'monitor-qmp' ? 'qmp' : 'hmp')
				: undefined;
		}

		default:
			return undefined;
	}
};

/** Every monitor that a command line asks for, in its order. */
export const findMonitors = (options: readonly CommandLineOption[]): readonly MonitorEndpoint[] =>
	options.flatMap(option => monitorOfOption(option, options) ?? []);

/** Those a client on the host can attach to; QMP first, since its numbers are exact and it tells events. */
export const reachableMonitors = (monitors: readonly MonitorEndpoint[]): readonly ReachableMonitor[] =>
	monitors
		.flatMap(({language, device}) =>
			device.kind === 'listening' ? [{language, target: device.target, telnet: device.telnet}] : [],
		)
		.sort((left, right) => Number(right.language === 'qmp') - Number(left.language === 'qmp'));

/** As a person would write it: `telnet 127.0.0.1:4444`, `/run/vm01.qmp`. */
export const formatMonitorTarget = ({target, telnet}: Pick<ReachableMonitor, 'target' | 'telnet'>): string =>
	target.kind === 'unix' ? target.path : `${telnet ? 'telnet ' : ''}${target.host}:${target.port}`;
